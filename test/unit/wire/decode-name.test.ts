import { describe, expect, test } from 'vitest'
import { decodeName } from '../../../src/wire/decode-name.ts'

describe('decodeName', () => {
  test('gives the same text as decodeText, the first time and the next', () => {
    const names = [
      '',
      'a',
      'bin',
      'name',
      'exactly15bytes_',
      'sixteen_bytes_16',
      's'.repeat(63),
      's'.repeat(64),
      'ümlaut',
      '名前',
      '😀',
    ]
    for (let round = 0; round < 3; round++) {
      for (const name of names) {
        const bytes = Buffer.from(`<${name}>`)
        expect(decodeName(bytes, 1, bytes.length - 1)).toBe(name)
      }
    }
  })

  test('names in an order of their own, with others among them, one the beginning of another', () => {
    const names = [
      'i',
      'in',
      'name',
      'names',
      'ni',
      'n',
      'exactly15bytes_',
      'exactly15bytesx',
      'sixteen_bytes_16',
      '',
    ]
    let seed = 7
    for (let step = 0; step < 20_000; step++) {
      // Mostly the same order, as records have it; now and then a leap.
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
      const at = seed % 5 === 0 ? seed >> 8 : step
      const name = names[at % names.length] as string
      const bytes = Buffer.from(`${name}tail`)
      expect(decodeName(bytes, 0, bytes.length - 4)).toBe(name)
    }
  })

  test('names that share a slot never stand for each other', () => {
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5000; i++) {
        const bytes = Buffer.from(`n${i}`)
        expect(decodeName(bytes, 0, bytes.length)).toBe(`n${i}`)
      }
    }
  })

  test('damaged bytes never match the name they look like', () => {
    const replaced = Buffer.from('\ufffd')
    expect(decodeName(replaced, 0, 3)).toBe('\ufffd')
    expect(decodeName(Buffer.from([0xff]), 0, 1)).toBe('\ufffd')
    expect(decodeName(Buffer.from([0xe9]), 0, 1)).toBe('\ufffd')
    expect(decodeName(Buffer.from('é'), 0, 2)).toBe('é')
  })

  test('the buffer may change after the call', () => {
    const bytes = Buffer.from('stable')
    decodeName(bytes, 0, 6)
    bytes.write('change')
    expect(decodeName(bytes, 0, 6)).toBe('change')
    expect(decodeName(Buffer.from('stable'), 0, 6)).toBe('stable')
  })
})
