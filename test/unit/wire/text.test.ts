import { describe, expect, test } from 'vitest'
import { decodeName, decodeText } from '../../../src/wire/text.ts'

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

  test('damaged sequences become replacement characters', () => {
    expect(decodeText(Buffer.from([0x61, 0xff, 0x62]), 0, 3)).toBe('a\ufffdb')
    expect(decodeText(Buffer.from([0xe2, 0x82]), 0, 2)).toBe('\ufffd')
  })
})

describe('decodeName', () => {
  test('gives the same text as decodeText, the first time and the next', () => {
    const names = ['', 'a', 'bin', 'name', 'exactly15bytes_', 'ümlaut', '名前', '😀']
    for (let round = 0; round < 3; round++) {
      for (const name of names) {
        const bytes = Buffer.from(`<${name}>`)
        expect(decodeName(bytes, 1, bytes.length - 1)).toBe(name)
      }
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
