import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { packDocument, unpackDocument } from '../../src/documents.ts'
import type { AerospikeError } from '../../src/errors/index.ts'
import { GeoJSON } from '../../src/values.ts'

// Every line of the tables in docs/guide/documents.md has its proof here, by the same name.

type Proof = () => void

function back<T>(document: T): T {
  return unpackDocument<T>(packDocument(document))
}

/** Deep equality that also looks at kinds, prototypes, holes and undefined. */
function comesBack(...documents: readonly unknown[]): void {
  for (const document of documents) {
    expect(back(document)).toStrictEqual(document)
    expect(back({ in: [document] })).toStrictEqual({ in: [document] })
  }
}

const bare = (entries: object): object => Object.assign(Object.create(null) as object, entries)

const SAME: Readonly<Record<string, Proof>> = {
  '`undefined`, `null`, booleans': () => {
    comesBack(undefined, null, true, false, { a: undefined }, [undefined])
    expect('a' in back({ a: undefined })).toBe(true)
  },
  numbers: () => {
    for (const number of [
      0,
      -0,
      1,
      -1,
      0.1,
      NaN,
      Infinity,
      -Infinity,
      2 ** 53,
      2 ** 60,
      5e-324,
      Number.MAX_VALUE,
    ])
      for (const found of [
        back(number),
        back([number])[0],
        back({ number }).number,
        back(new Set([[number]])),
      ])
        expect(Object.is(found instanceof Set ? [...found][0]?.[0] : found, number)).toBe(true)
  },
  bigints: () => {
    comesBack(0n, 1n, -1n, 127n, 128n, 255n, 2n ** 31n, 2n ** 53n, -(2n ** 63n), 2n ** 64n, -(2n ** 200n))
  },
  text: () => {
    comesBack('', 'é😀', '\0', 'a\0b', '\uFEFFa', '\uD800', 'a\uDC00b', 'x'.repeat(70_000))
    comesBack({ '\uD800': 1, '\uFEFF': 2, '': 3 })
  },
  Date: () => {
    for (const time of [0, -1, 1, 1234567890123, -8.64e15, 8.64e15, NaN]) {
      const found = back({ at: new Date(time) }).at
      expect([found instanceof Date, Object.is(found.getTime(), time)]).toEqual([true, true])
    }
  },
  RegExp: () => {
    comesBack(/a\/b/giu, /(?:)/, /\u2028/y)
  },
  arrays: () => {
    const holes = new Array<number | undefined>(5)
    holes[1] = undefined
    holes[2] = 3
    comesBack([], [1, [2, [3]]], holes, new Array<number>(3))
    const found = back(holes)
    expect([0 in found, 1 in found, 3 in found, found.length]).toEqual([false, true, false, 5])
  },
  'plain objects': () => {
    comesBack({}, { a: { b: { c: [{}] } } })
    expect(Object.keys(back({ z: 1, a: 2, m: 3 }))).toEqual(['z', 'a', 'm'])
  },
  'keys such as `__proto__`': () => {
    const document = JSON.parse(
      '{"a":1,"__proto__":{"x":1},"constructor":2,"toJSON":3,"then":4,"length":5}',
    ) as object
    const found = back(document)
    expect(Object.entries(found)).toEqual(Object.entries(document))
    expect([Object.getPrototypeOf(found) === Object.prototype, 'x' in found]).toEqual([true, false])
    comesBack(new Map([['__proto__', 1]]))
  },
  'objects without a prototype': () => {
    const found = back({ bare: bare({ a: 1 }) }).bare
    expect([Object.getPrototypeOf(found), Object.entries(found)]).toEqual([null, [['a', 1]]])
  },
  Map: () => {
    const at = new Date(5)
    const list = [1]
    const map = new Map<unknown, unknown>([[{ a: 1 }, 'object'], [at, 'date'], [list, 'list'], [NaN, 'NaN'], [1, 'number'], ['1', 'text'], [1n, 'bigint'], [null, null], [undefined, undefined], [new Map(), new Map()]]) // prettier-ignore
    comesBack(map, new Map())
    expect([...back(map).keys()]).toStrictEqual([...map.keys()])
  },
  Set: () => {
    const set = new Set<unknown>([{ a: 1 }, { a: 1 }, 'b', 1, 1n, NaN, undefined, new Date(1), new Set([1])])
    comesBack(set, new Set())
    expect([...back(set)]).toStrictEqual([...set])
  },
  Buffer: () => {
    const found = back({ bytes: Buffer.of(1, 2) }).bytes
    expect([Buffer.isBuffer(found), [...found]]).toEqual([true, [1, 2]])
    expect(Buffer.isBuffer(back({ bytes: Uint8Array.of(1) }).bytes)).toBe(false)
  },
  'typed arrays, DataView, ArrayBuffer': () => {
    comesBack(
      Int8Array.of(-1),
      Uint8Array.of(255),
      Uint8ClampedArray.of(255),
      Int16Array.of(-300),
      Uint16Array.of(65535),
    )
    comesBack(
      Int32Array.of(-(2 ** 31)),
      Uint32Array.of(2 ** 32 - 1),
      Float32Array.of(1.5),
      Float64Array.of(0.1, NaN),
    )
    comesBack(BigInt64Array.of(-(2n ** 63n)), BigUint64Array.of(2n ** 64n - 1n), new Uint8Array(0))
    const view = back(new DataView(Uint8Array.of(1, 2).buffer))
    expect([view instanceof DataView, view.getUint16(0)]).toEqual([true, 258])
    const buffer = back(Uint8Array.of(1, 2).buffer)
    expect([buffer instanceof ArrayBuffer, [...new Uint8Array(buffer)]]).toEqual([true, [1, 2]])
  },
  'the same part in several places': () => {
    const part = { a: 1 }
    const bytes = Uint8Array.of(1)
    const found = back({
      part,
      list: [part],
      map: new Map([[part, part]]),
      set: new Set([part]),
      bytes: [bytes, bytes],
    })
    expect(found.list[0]).toBe(found.part)
    expect(found.map.get(found.part)).toBe(found.part)
    expect(found.set.has(found.part)).toBe(true)
    expect(found.bytes[0]).toBe(found.bytes[1])
  },
  cycles: () => {
    interface Node {
      self?: Node
      list: unknown[]
      map: Map<unknown, unknown>
      set: Set<unknown>
    }
    const node: Node = { list: [], map: new Map(), set: new Set() }
    node.self = node
    node.list.push(node.list, node)
    node.map.set(node.map, node).set('self', node.map)
    node.set.add(node.set).add(node)
    const found = back(node)
    expect([found.self === found, found.list[0] === found.list, found.list[1] === found]).toEqual([
      true,
      true,
      true,
    ])
    expect([found.map.get(found.map) === found, found.map.get('self') === found.map]).toEqual([true, true])
    expect([found.set.has(found.set), found.set.has(found)]).toEqual([true, true])
  },
}

const OTHERWISE: Readonly<Record<string, Proof>> = {
  'a view of a part of some memory': () => {
    const memory = Uint8Array.from({ length: 100 }, (_, i) => i)
    for (const view of [memory.subarray(10, 14), new Uint8Array(memory.buffer, 10, 4)]) {
      const found = back(view)
      expect([[...found], found.byteOffset, found.buffer.byteLength]).toEqual([[10, 11, 12, 13], 0, 4])
    }
    // A document that holds the whole of the memory would be longer.
    expect(packDocument(new Uint8Array(new ArrayBuffer(10_000), 0, 1)).length).toBeLessThan(100)
  },
  'two views of the same memory': () => {
    const memory = new ArrayBuffer(4)
    const found = back([new Uint8Array(memory), new Uint8Array(memory)])
    ;(found[0] as Uint8Array)[0] = 9
    expect([...(found[1] as Uint8Array)]).toEqual([0, 0, 0, 0])
  },
  'a view of a SharedArrayBuffer': () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    shared[1] = 7
    const found = back(shared)
    expect([[...found], (found.buffer as unknown) instanceof ArrayBuffer]).toEqual([[0, 7], true])
  },
  getters: () => {
    let calls = 0
    const document = {
      get count() {
        return ++calls
      },
    }
    const packed = packDocument(document)
    expect(Object.getOwnPropertyDescriptor(unpackDocument(packed), 'count')).toEqual({
      ...{ value: 1, writable: true, enumerable: true, configurable: true },
    })
    expect(calls).toBe(1)
  },
  'properties that are not enumerable': () => {
    const document = Object.defineProperty({ a: 1 }, 'hidden', { value: 2 })
    Object.defineProperty(document, Symbol('hidden'), { value: 3 })
    expect(Reflect.ownKeys(back(document))).toEqual(['a'])
  },
  'frozen, sealed and read-only parts': () => {
    const found = back(Object.freeze({ list: Object.freeze([1]) })) as { list: number[]; more?: number }
    found.list.push(2)
    found.more = 3
    expect(found).toEqual({ list: [1, 2], more: 3 })
  },
  'a Proxy of a plain object or array': () => {
    const twice: ProxyHandler<{ a: number }> = { get: (target) => target.a * 2 }
    expect(back(new Proxy({ a: 1 }, twice))).toStrictEqual({ a: 2 })
    expect(back(new Proxy([1, 2], {}))).toStrictEqual([1, 2])
  },
  'parts of another realm (`node:vm`, jest)': () => {
    const foreign =
      '({ list: [1], at: new Date(5), map: new Map([[1, {}]]), bytes: Uint8Array.of(1), re: /x/g })'
    const found = back(runInNewContext(foreign) as { list: number[] })
    const own = { list: [1], at: new Date(5), map: new Map([[1, {}]]), bytes: Uint8Array.of(1), re: /x/g }
    expect(found).toStrictEqual(own)
    expect(found.list).toBeInstanceOf(Array)
  },
}

/** The message, which says the path and the kind. */
function refusal(value: unknown): string {
  try {
    packDocument({ items: [0, { price: value }] })
  } catch (error) {
    expect(error).toMatchObject({ name: 'ArgumentError', code: 'INVALID_VALUE' })
    expect((error as AerospikeError).hint).not.toBe('')
    return (error as Error).message
  }
  throw new Error(`It was packed`)
}

function isRefused(what: string, ...values: readonly unknown[]): void {
  for (const value of values)
    expect(refusal(value)).toContain(`The document.items[1].price: ${what} cannot be packed: `)
}

class Money {
  amount = 1
}
class Empty {
  say(): string {
    return 'nothing'
  }
}
class Tagged extends Map {}
class Bytes extends Uint8Array {}
class Moment extends Date {}
class Rows extends Array<number> {}

function argumentsOf(..._args: readonly unknown[]): unknown {
  // eslint-disable-next-line prefer-rest-params -- this is what it is about
  return arguments
}

const REFUSED: Readonly<Record<string, Proof>> = {
  functions: () => {
    isRefused('a function', () => 1, Empty, Date)
  },
  'symbols, and properties named by one': () => {
    isRefused('a symbol', Symbol('x'))
    isRefused('a property named by Symbol(x)', { [Symbol('x')]: 1 })
  },
  'instances of classes of your own': () => {
    isRefused('an instance of Money', new Money())
    isRefused('an instance of Empty', new Empty())
    isRefused('an instance of GeoJSON', GeoJSON.point(1, 2))
  },
  'instances of classes that extend a built-in': () => {
    isRefused('an instance of Tagged', new Tagged())
    isRefused('an instance of Bytes', new Bytes(2))
    isRefused('an instance of Moment', new Moment())
    isRefused('an instance of Rows', new Rows())
  },
  'other built-ins': () => {
    isRefused('an instance of Error', new Error('x'))
    isRefused('an instance of URL', new URL('http://localhost/'))
    isRefused('an instance of Promise', Promise.resolve())
    isRefused('an instance of WeakMap', new WeakMap())
    isRefused('an instance of Blob', new Blob([]))
  },
  '`new Number(1)` and its like': () => {
    isRefused('an instance of Number', Object(1))
    isRefused('an instance of String', Object('x'))
    isRefused('an instance of Boolean', Object(true))
    isRefused('an instance of BigInt', Object(1n))
  },
  'properties on arrays, Maps, Sets and Dates': () => {
    const what = 'the property "extra" of what is no plain object'
    for (const value of [[1], new Map(), new Set(), new Date(0), /x/])
      isRefused(what, Object.assign(value, { extra: 1 }))
  },
  'an arguments object': () => {
    isRefused('an arguments object', argumentsOf(1, 2))
  },
  'a RegExp with a `lastIndex`': () => {
    isRefused('a RegExp in the middle of a search', Object.assign(/a/g, { lastIndex: 1 }))
  },
  'a SharedArrayBuffer or resizable ArrayBuffer': () => {
    isRefused('an instance of SharedArrayBuffer', new SharedArrayBuffer(1))
    const Resizable = ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer
    isRefused('a resizable ArrayBuffer', new Resizable(1, { maxByteLength: 2 }))
  },
  'more than 1000 levels': () => {
    const nested = (levels: number): unknown => {
      let value: unknown = []
      for (let i = 1; i < levels; i++) value = [value]
      return value
    }
    const depth = (value: unknown): number => {
      let levels = 1
      for (let at = value as unknown[]; at.length > 0; at = at[0] as unknown[]) levels++
      return levels
    }
    expect(depth(back(nested(1000)))).toBe(1000)
    expect(refusal(nested(1001))).toContain('a value below 1000 levels cannot be packed')
  },
}

const GUIDE = readFileSync('docs/guide/documents.md', 'utf8')

/** The first cells of a section's table. */
function linesOf(title: string): string[] {
  const section = GUIDE.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !/^\| -+ \|/.test(line))
  return rows.slice(1).map((row) => (row.split(' | ')[0] ?? '').slice(2).trim())
}

describe.each([
  ['What comes back as it went in', SAME],
  ['What comes back otherwise', OTHERWISE],
  ['What is refused', REFUSED],
])('%s', (title, proofs) => {
  test('every line of the guide is proven', () => {
    expect(linesOf(title)).toEqual(Object.keys(proofs))
  })
  test.each(Object.entries(proofs))('%s', (_line, proof) => {
    proof()
  })
})
