import { describe, expect, test } from 'vitest'
import { decodeText } from '../../../src/wire/text.ts'

const SAMPLES = ['a', 'é', '€', '😀', '\0', '\ufeff', '\u007f', '\u0080']

describe('decodeText', () => {
  test('reads what UTF-8 says at every length, inside other bytes', () => {
    for (const sample of SAMPLES) {
      for (const length of [0, 1, 2, 5, 11, 12, 13, 14, 31, 32, 33, 127, 255, 256, 65_535, 65_536]) {
        const text = sample.repeat(length)
        const bytes = Buffer.from(`<${text}>`)
        expect(decodeText(bytes, 1, bytes.length - 1)).toBe(text)
      }
    }
  })

  test('one wide character at any place of a short text', () => {
    for (let at = 0; at < 20; at++) {
      const text = `${'x'.repeat(at)}ü${'y'.repeat(5)}`
      const bytes = Buffer.from(text)
      expect(decodeText(bytes, 0, bytes.length)).toBe(text)
    }
  })

  test('ASCII at every length, each character at every place', () => {
    for (let length = 0; length <= 20; length++) {
      const text = 'abcdefghijklmnopqrst'.slice(0, length)
      expect(decodeText(Buffer.from(`<${text}>`), 1, length + 1)).toBe(text)
    }
  })

  test('damaged sequences become replacement characters', () => {
    expect(decodeText(Buffer.from([0x61, 0xff, 0x62]), 0, 3)).toBe('a\ufffdb')
    expect(decodeText(Buffer.from([0xe2, 0x82]), 0, 2)).toBe('\ufffd')
  })
})
