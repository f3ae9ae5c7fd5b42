import { expect, test } from 'vitest'
import { packDocument, unpackDocument } from '../../src/documents.ts'
import { ProtocolError } from '../../src/errors/index.ts'

test('a document comes back as it was', () => {
  const document = {
    born: new Date(1234567890),
    tags: new Set(['a', 'b']),
    byId: new Map<unknown, unknown>([
      [1, 'one'],
      ['two', [2n ** 62n]],
    ]),
    bytes: new Uint8Array([1, 2, 3]),
    nothing: undefined,
    nested: { deep: [{ er: null }] },
  }
  expect(unpackDocument(packDocument(document))).toEqual(document)
})

test('a document that refers to itself comes back so', () => {
  const document: { self?: unknown } = {}
  document.self = document
  const back = unpackDocument<{ self: unknown }>(packDocument(document))
  expect(back.self).toBe(back)
})

test('the bytes are their own: packing again does not change them', () => {
  const first = packDocument({ a: 1 })
  const copy = Buffer.from(first)
  packDocument({ b: 'x'.repeat(1000) })
  expect(first).toEqual(copy)
})

test('damaged bytes are refused', () => {
  expect(() => unpackDocument(Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]))).toThrow(ProtocolError)
})
