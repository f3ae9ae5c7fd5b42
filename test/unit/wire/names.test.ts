import { describe, expect, test } from 'vitest'
import { serverError } from '../../../src/errors/index.ts'
import { Key } from '../../../src/key.ts'
import { checkBin } from '../../../src/collections/bin-name.ts'
import { binNameFault, nameFault, NAMESPACE_MAX, SET_NAME_MAX } from '../../../src/wire/names.ts'

const everyByte = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1))

describe('names', () => {
  test('every character but NUL is good', () => {
    for (const character of [...everyByte, '€', '￿', '😀'])
      expect(binNameFault(`a${character}`), JSON.stringify(character)).toBeUndefined()
  })

  test.each([
    ['a NUL', 'a\0b', /NUL/],
    ['a NUL alone', '\0', /NUL/],
    ['16 bytes', 'b'.repeat(16), /longer than 15 bytes/],
    ['16 bytes of 8 letters', 'é'.repeat(8), /longer than 15 bytes/],
    ['20 bytes of 5 letters', '😀'.repeat(5), /longer than 15 bytes/],
    ['the first half of a surrogate pair', 'a\ud800', /surrogate/],
    ['the second half', '\udc00', /surrogate/],
    ['nothing', '', /empty/],
  ])('a bin name of %s is refused, and it says why', (_what, name, why) => {
    expect(binNameFault(name)).toMatch(why)
    expect(() => checkBin(name)).toThrow(expect.objectContaining({ code: 'INVALID_BIN_NAME' }))
    expect(() => checkBin(name)).toThrow(why)
  })

  test.each([
    ['one byte a letter', 'n'],
    ['two bytes', 'é'],
    ['three bytes', '你'],
    ['four bytes', '😀'],
  ])('the limit counts bytes: %s', (_what, letter) => {
    const size = Buffer.byteLength(letter)
    expect(nameFault(letter.repeat(Math.floor(63 / size)), 63)).toBeUndefined()
    expect(nameFault(letter.repeat(Math.floor(63 / size) + 1), 63)).toMatch(/longer than 63 bytes/)
  })
})

describe('keys', () => {
  test.each([
    ['a set with a NUL', () => new Key('test', 'a\0', 1), /set "a\\u0000" has a NUL/],
    ['a namespace with a NUL', () => new Key('test\0', 's', 1), /namespace .* has a NUL/],
    ['a set with half a surrogate pair', () => new Key('test', '\ud800', 1), /surrogate/],
    ['a set that is too long', () => new Key('test', 's'.repeat(SET_NAME_MAX + 1), 1), /longer than 63/],
    ['a namespace that is too long', () => new Key('n'.repeat(NAMESPACE_MAX + 1), 's', 1), /longer than 31/],
    ['no namespace', () => new Key('', 's', 1), /empty/],
  ])('%s is refused, every time', (_what, make, why) => {
    for (let again = 0; again < 2; again++) {
      expect(make).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }))
      expect(make).toThrow(why)
    }
  })

  test('names that were good before do not make others good', () => {
    expect(new Key('test', 'one', 1).set).toBe('one')
    expect(() => new Key('test', 'one\0', 1)).toThrow()
    expect(new Key('bar', '', 1)).toMatchObject({ namespace: 'bar', set: '' })
    expect(new Key('test', 'one', 1)).toMatchObject({ namespace: 'test', set: 'one' })
  })
})

test('the hint of a refused bin name is true of all that is refused', () => {
  expect(serverError(21).hint).toMatch(/15 bytes.*NUL/)
})
