import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ripemd160Into } from '../../../src/wire/digest.ts'
import { Writer } from '../../../src/wire/writer.ts'

function ripemd160(bytes: Uint8Array): Buffer {
  const digest = Buffer.alloc(20)
  const message = new Writer(16)
  // What lies behind the message is no part of it.
  message.bytes(Buffer.alloc(100, 0xff))
  message.rewind(0)
  message.bytes(bytes)
  ripemd160Into(digest, 0, message)
  expect(message.toBuffer().equals(bytes)).toBe(true)
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
      const message = bytes.subarray(0, length)
      expect(ripemd160(message).toString('hex')).toBe(reference(message))
    }
  })

  test('into the middle of a buffer, and nothing beside it', () => {
    const target = Buffer.alloc(30, 0xee)
    const message = new Writer()
    message.utf8('abc')
    ripemd160Into(target, 5, message)
    expect(target.toString('hex')).toBe(`${'ee'.repeat(5)}${reference(Buffer.from('abc'))}${'ee'.repeat(5)}`)
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
