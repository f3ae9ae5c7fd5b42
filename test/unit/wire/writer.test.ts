import { describe, expect, test } from 'vitest'
import { ValueFailure } from '../../../src/wire/value-failure.ts'
import { Writer } from '../../../src/wire/writer.ts'

function written(write: (writer: Writer) => void, size = 1): Buffer {
  const writer = new Writer(size)
  write(writer)
  return writer.toBuffer()
}

/** Text of `length` UTF-16 units around each limit, of one to four bytes a character. */
const ALPHABETS = { ascii: 'a', latin: 'é', euro: '€', emoji: '😀' }
const LENGTHS = [
  0, 1, 2, 30, 31, 32, 33, 34, 126, 127, 128, 254, 255, 256, 257, 65_534, 65_535, 65_536, 65_537,
]

describe('Writer', () => {
  test('numbers are big endian', () => {
    expect(
      written((w) => {
        w.u8(0xab)
      }).toString('hex'),
    ).toBe('ab')
    expect(
      written((w) => {
        w.u16(0xabcd)
      }).toString('hex'),
    ).toBe('abcd')
    expect(
      written((w) => {
        w.u32(0xfedcba98)
      }).toString('hex'),
    ).toBe('fedcba98')
    expect(
      written((w) => {
        w.f64(-1.5)
      }).toString('hex'),
    ).toBe('bff8000000000000')
    expect(
      written((w) => {
        w.bigint64(-(2n ** 63n))
      }).toString('hex'),
    ).toBe('8000000000000000')
  })

  test('i64 equals bigint64 for every integer that a number holds', () => {
    const edges = [0, 1, -1, 255, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32), -(2 ** 32) - 1]
    for (const value of [...edges, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -0]) {
      expect(
        written((w) => {
          w.i64(value)
        }),
      ).toEqual(
        written((w) => {
          w.bigint64(BigInt(value))
        }),
      )
    }
  })

  for (const [name, character] of Object.entries(ALPHABETS)) {
    test(`text of ${name} is written as UTF-8 at every length`, () => {
      for (const length of LENGTHS) {
        const text = character.repeat(length)
        const writer = new Writer(1)
        writer.u8(1)
        expect(writer.utf8(text)).toBe(Buffer.byteLength(text))
        writer.u8(2)
        expect(
          writer.toBuffer().equals(Buffer.concat([Buffer.from([1]), Buffer.from(text), Buffer.from([2])])),
        ).toBe(true)
      }
    })
  }

  test('text with NUL, and with one wide character at any place', () => {
    expect(
      written((w) => {
        w.utf8('a\0b')
      }),
    ).toEqual(Buffer.from('a\0b'))
    for (let at = 0; at < 40; at++) {
      const text = `${'x'.repeat(at)}ß${'y'.repeat(40 - at)}`
      expect(
        written((w) => {
          w.utf8(text)
        }),
      ).toEqual(Buffer.from(text))
      expect(
        written((w) => {
          w.utf8(text.slice(0, at + 1))
        }),
      ).toEqual(Buffer.from(text.slice(0, at + 1)))
    }
  })

  for (const lone of ['\ud800', 'a\udc00b', '\udc00\ud800', `${'x'.repeat(100)}\ud83d`, '😀\ud83d']) {
    test(`half a surrogate pair is refused: ${JSON.stringify(lone)}`, () => {
      expect(() => new Writer().utf8(lone)).toThrow(ValueFailure)
    })
  }

  test('it grows without losing what was written, and its view follows', () => {
    const writer = new Writer(0)
    for (let i = 0; i < 1000; i++) writer.u32(i)
    writer.bytes(Buffer.from('end'))
    const buffer = writer.toBuffer()
    expect(buffer.length).toBe(4003)
    for (let i = 0; i < 1000; i++) expect(buffer.readUInt32BE(i * 4)).toBe(i)
  })

  test('lengths are filled in afterwards, across growth', () => {
    const writer = new Writer(4)
    const outer = writer.beginLength()
    const inner = writer.beginLength()
    writer.utf8('some text that makes the buffer grow')
    writer.endLength(inner)
    writer.endLength(outer)
    const buffer = writer.toBuffer()
    expect(buffer.readUInt32BE(0)).toBe(buffer.length - 4)
    expect(buffer.readUInt32BE(4)).toBe(buffer.length - 8)
  })

  test('toBuffer is a copy', () => {
    const writer = new Writer()
    writer.u8(1)
    const copy = writer.toBuffer()
    writer.buffer[0] = 9
    expect(copy[0]).toBe(1)
  })
})

test('what is secret is not left behind when the buffer grows', () => {
  const writer = new Writer(16)
  writer.isSecret = true
  const { buffer } = writer
  writer.bytes(Buffer.from('a password'))
  writer.bytes(Buffer.alloc(64))
  expect(writer.buffer.includes('a password')).toBe(true)
  expect(buffer.every((byte) => byte === 0)).toBe(true)
})
