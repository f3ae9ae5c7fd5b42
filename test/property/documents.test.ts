import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packDocument, unpackDocument } from '../../src/documents.ts'
import { text } from './arbitraries.ts'
import { RUNS, SEED } from './settings.ts'

const TYPED = [
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
]

/** Text with everything that encoders stumble over. */
const anyText = fc.oneof(
  text,
  fc.string({ unit: fc.constantFrom('\uD800', '\uDC00', '\uFEFF', '\u0000', 'a', '😀', '\u2028') }),
  text.map((tail) => `\uFEFF${'é'.repeat(70)}${tail}`),
)

const key = fc.oneof(
  anyText,
  fc.constantFrom(
    '__proto__',
    '__keys__',
    'constructor',
    'toJSON',
    'hasOwnProperty',
    'length',
    'then',
    '0',
    '-1',
    'valueOf',
  ),
)

const scalar = fc.oneof(
  anyText,
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, null, undefined, true, false),
  fc.bigInt(),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(-8.64e15), new Date(8.64e15), new Date(-1), new Date(NaN)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.uint8Array().map((bytes) => Uint8Array.from(bytes).buffer),
  fc.uint8Array().map((bytes) => new DataView(Uint8Array.from(bytes).buffer)),
  fc.constantFrom(/a\/b/giu, new RegExp(String.fromCodePoint(10, 0x2028)), /(?:)/),
  ...TYPED,
)

function objectOf(pairs: readonly (readonly [string, unknown])[], prototype: object | null): object {
  const object = Object.create(prototype) as object
  for (const [name, value] of pairs) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

const { document } = fc.letrec<{ document: unknown }>((tie) => {
  const any = tie('document')
  const pairs = fc.array(fc.tuple(key, any), { maxLength: 5 })
  return {
    document: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'document' },
      scalar,
      fc.array(any, { maxLength: 5 }),
      fc
        .tuple(pairs, fc.constantFrom(Object.prototype, null))
        .map(([all, prototype]) => objectOf(all, prototype)),
      fc.array(fc.tuple(any, any), { maxLength: 5 }).map((all) => new Map(all)),
      fc.array(any, { maxLength: 5 }).map((all) => new Set(all)),
      fc.sparseArray(any, { maxNumElements: 5, maxLength: 20 }),
      // The same part in several places.
      any.map((part) => [part, { part }, new Map([[part, part]])]),
      // A cycle through each kind of container.
      any.map((part) => {
        const object: Record<string, unknown> = { part }
        const map = new Map<unknown, unknown>([[object, part]])
        const bare = objectOf([['object', object]], null)
        Object.assign(object, { list: [object, map, new Set([object]), bare], map, bare })
        return object
      }),
    ),
  }
})

/**
 * Whether two documents are the same: kinds, values, prototypes, keys in their order, and which parts are one and the same object.
 * Stricter than deep equality, which lets the order of keys and the identity of parts pass.
 */
function isSame(a: unknown, b: unknown, met = new Map<object, object>()): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (met.has(a) || met.has(b)) return met.get(a) === b && met.get(b) === a
  met.set(a, b).set(b, a)
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  return isSame(content(a), content(b)) && areSame(parts(a), parts(b), met)
}

function areSame(a: readonly unknown[], b: readonly unknown[], met: Map<object, object>): boolean {
  return a.length === b.length && a.every((part, index) => isSame(part, b[index], met))
}

/** What an object holds besides other values. */
function content(value: object): unknown {
  if (value instanceof Date) return value.getTime()
  if (value instanceof RegExp) return String(value)
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('hex')
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  return Array.isArray(value) ? value.length : undefined
}

/** Its parts in their order. */
function parts(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat(1)
  if (value instanceof Set) return [...value]
  return ArrayBuffer.isView(value) ? [] : Object.entries(value).flat(1)
}

test('what is packed comes back as it went in', () => {
  fc.assert(
    fc.property(document, (given) => {
      expect(isSame(unpackDocument(packDocument(given)), given)).toBe(true)
    }),
    { numRuns: RUNS * 20, seed: SEED },
  )
})

test('bytes of any kind are a document, or refused as none', () => {
  const packed = fc.tuple(document, fc.nat(), fc.nat(255)).map(([given, at, byte]) => {
    const bytes = packDocument(given)
    bytes[at % bytes.length] = byte
    return bytes
  })
  fc.assert(
    fc.property(
      fc.oneof(
        packed,
        fc.uint8Array().map((bytes) => Buffer.from([0xc1, ...bytes])),
      ),
      (bytes) => {
        try {
          unpackDocument(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROTOCOL' })
        }
      },
    ),
    { numRuns: RUNS * 10, seed: SEED },
  )
})
