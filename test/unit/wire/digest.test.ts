import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ripemd160Into } from '../../../src/wire/digest.ts'

function ripemd160(bytes: Uint8Array, start = 0, end = bytes.length): Buffer {
  const digest = Buffer.alloc(20)
  ripemd160Into(digest, 0, bytes, start, end)
  return digest
}

function reference(bytes: Uint8Array): string {
  return createHash('ripemd160').update(bytes).digest('hex')
}

describe('ripemd160', () => {
  test('the vectors of its authors', () => {
    const vectors: Record<string, string> = {
      '': '9c1185a5c5e9fc54612808977ee8f548b2258d31',
      a: '0bdc9d2d256b3ee9daae347be6f4dc835a467ffe',
      abc: '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc',
      'message digest': '5d0689ef49d2fae572b881b123a85ffa21595f36',
      abcdefghijklmnopqrstuvwxyz: 'f71c27109c692c1b56bbdceb5b9d2865b3708dbc',
    }
    for (const [text, digest] of Object.entries(vectors)) {
      expect(ripemd160(Buffer.from(text)).toString('hex')).toBe(digest)
    }
  })

  test('every length from 0 to 300, as OpenSSL has it', () => {
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 167 + 13) & 0xff))
    for (let length = 0; length <= bytes.length; length++) {
      expect(ripemd160(bytes, 0, length).toString('hex')).toBe(reference(bytes.subarray(0, length)))
    }
  })

  test('a range within a buffer', () => {
    const bytes = Buffer.from(Array.from({ length: 200 }, (_, i) => i))
    expect(ripemd160(bytes, 3, 150).toString('hex')).toBe(reference(bytes.subarray(3, 150)))
    expect(ripemd160(bytes, 200).toString('hex')).toBe(reference(Buffer.alloc(0)))
  })

  test('a megabyte', () => {
    const bytes = Buffer.alloc(1 << 20, 0xa5)
    expect(ripemd160(bytes).toString('hex')).toBe(reference(bytes))
  })

  test('every digest is a buffer of its own', () => {
    const first = ripemd160(Buffer.from('a'))
    const before = first.toString('hex')
    ripemd160(Buffer.from('b'))
    expect(first.toString('hex')).toBe(before)
  })
})
