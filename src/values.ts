import { clientError } from './errors/index.ts'
import { introduce } from './inspect.ts'
import { isBytes, type Kind, kindOf, mark } from './kinds.ts'

/**
 * A number stored as a double although it has no fraction: `new Double(2)` is 2.0, the plain number 2 is an integer.
 *
 * @example
 * ops.add('price', new Double(2)) // { price: 1.5 } becomes { price: 3.5 }
 */
export class Double {
  readonly value: number

  static {
    mark(this.prototype, 'Double')
    introduce(this, 'Double', ({ value }) => value)
  }

  constructor(value: number) {
    if (typeof value !== 'number')
      throw clientError('INVALID_VALUE', `Double takes a number, not ${typeof value}`)
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toString(): string {
    return String(this.value)
  }

  toJSON(): number {
    return this.value
  }
}

/**
 * GeoJSON, as the server's geo index knows it. Keeps the text it was given, so that what is read is what was written.
 *
 * @example
 * await client.put(key, { place: new GeoJSON({ type: 'Point', coordinates: [8.5, 47.4] }) })
 * GeoJSON.point(8.5, 47.4).value() // { type: 'Point', coordinates: [8.5, 47.4] }
 */
export class GeoJSON {
  readonly #text: string

  static {
    mark(this.prototype, 'GeoJSON')
    introduce(this, 'GeoJSON', (geo) => geo.#shown())
  }

  /** @param value the text, or an object such as `{ type: 'Point', coordinates: [8.5, 47.4] }` */
  constructor(value: string | object) {
    this.#text = typeof value === 'string' ? value : stringify(value)
  }

  /** A point, longitude first as GeoJSON wants it. */
  static point(longitude: number, latitude: number): GeoJSON {
    return new GeoJSON({ type: 'Point', coordinates: [longitude, latitude] })
  }

  /** A circle, the server's own extension of GeoJSON. Radius in metres. */
  static circle(longitude: number, latitude: number, radius: number): GeoJSON {
    return new GeoJSON({ type: 'AeroCircle', coordinates: [[longitude, latitude], radius] })
  }

  /** The text parsed. Throws when it is not JSON, which the server would have refused. */
  value(): unknown {
    return JSON.parse(this.#text)
  }

  toString(): string {
    return this.#text
  }

  toJSON(): unknown {
    return this.value()
  }

  /** What was read may be no JSON, and printing it must not fail. */
  #shown(): unknown {
    try {
      return this.value()
    } catch {
      return this.#text
    }
  }
}

function stringify(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    throw clientError(
      'INVALID_VALUE',
      `GeoJSON takes text or an object, not ${value === null ? 'null' : typeof value}`,
    )
  }
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw clientError('INVALID_VALUE', 'The object cannot be written as GeoJSON', { cause })
  }
}

function ownBytes(bytes: Uint8Array, what: string): Buffer {
  if (!isBytes(bytes))
    throw clientError('INVALID_VALUE', `${what} takes bytes, not ${typeof (bytes as unknown)}`)
  return Buffer.from(bytes)
}

/**
 * A HyperLogLog sketch as the server stores it. Opaque: the operations of the `hll` family read and change it.
 *
 * @example
 * const add = hll.add('seen', ['ann', 'bob'], { indexBits: 12 })
 * const { bins } = await client.operate(key, [add, ops.read('seen')])
 * bins.seen instanceof HyperLogLog // true
 */
export class HyperLogLog {
  readonly bytes: Buffer

  static {
    mark(this.prototype, 'HyperLogLog')
    introduce(this, 'HyperLogLog', ({ bytes }) => bytes)
  }

  constructor(bytes: Uint8Array) {
    this.bytes = ownBytes(bytes, 'HyperLogLog')
  }

  toJSON(): string {
    return this.bytes.toString('base64')
  }
}

/** Order of a map: `key` keeps it sorted by key, `keyValue` has an index by value too. */
export type MapOrderName = 'unordered' | 'key' | 'keyValue'

/** How a map or list is stored. */
export interface StorageOptions {
  /** Keep the index with the value: faster by rank and index, larger. Default false. */
  readonly persistIndex?: boolean
}

/**
 * A map that the server keeps sorted. A plain object or `Map` is stored unordered; wrap it in this to say otherwise.
 * The entries may be given in any order: they are sorted when they are sent. It comes back as any map does, its entries in the server's order.
 *
 * @example
 * await client.put(key, { prices: new OrderedMap({ tea: 3, milk: 2 }) })
 * const record = await client.get(key)
 * record?.bins.prices // { milk: 2, tea: 3 }
 */
export class OrderedMap {
  readonly entries: ReadonlyMap<Value, Value>
  readonly order: 'key' | 'keyValue'
  readonly persistIndex: boolean

  static {
    mark(this.prototype, 'OrderedMap')
    introduce(this, 'OrderedMap', ({ entries, order, persistIndex }) => ({ entries, order, persistIndex }))
  }

  constructor(
    entries:
      ReadonlyMap<Value, Value> | Iterable<readonly [Value, Value]> | { readonly [key: string]: Value },
    options: StorageOptions & { readonly order?: 'key' | 'keyValue' } = {},
  ) {
    const { order = 'key', persistIndex = false } = options
    if (!['key', 'keyValue'].includes(order)) {
      throw clientError('INVALID_ARGUMENT', `OrderedMap: order must be 'key' or 'keyValue', not ${order}`)
    }
    this.entries = new Map(Symbol.iterator in entries ? entries : Object.entries(entries))
    this.order = order
    this.persistIndex = persistIndex
  }

  /** The entries as an object when every key is text, else as pairs. */
  toJSON(): unknown {
    const pairs = [...this.entries]
    return pairs.every(([key]) => typeof key === 'string') ? Object.fromEntries(pairs) : pairs
  }
}

/**
 * A list that the server keeps sorted. A plain array is stored unordered; wrap it in this to say otherwise. The items may be
 * given in any order: they are sorted when they are sent.
 *
 * @example
 * await client.put(key, { scores: new OrderedList([5, 1, 3]) })
 * const record = await client.get(key)
 * record?.bins.scores // [1, 3, 5]
 */
export class OrderedList {
  readonly items: readonly Value[]
  readonly persistIndex: boolean

  static {
    mark(this.prototype, 'OrderedList')
    introduce(this, 'OrderedList', ({ items, persistIndex }) => ({ items, persistIndex }))
  }

  constructor(items: Iterable<Value>, options: StorageOptions = {}) {
    this.items = [...items]
    this.persistIndex = options.persistIndex ?? false
  }

  toJSON(): readonly Value[] {
    return this.items
  }
}

/**
 * A msgpack extension that this client does not know, kept as it is so that reading and writing back loses nothing.
 *
 * @example
 * await client.put(key, { list: ['first', new MsgpackExtension(7, Buffer.of(1, 2))] })
 * const record = await client.get(key)
 * record?.bins.list // ['first', new MsgpackExtension(7, Buffer.of(1, 2))]
 */
export class MsgpackExtension {
  readonly type: number
  readonly data: Buffer

  static {
    mark(this.prototype, 'MsgpackExtension')
    introduce(this, 'MsgpackExtension', ({ type, data }) => ({ type, data }))
  }

  constructor(type: number, data: Uint8Array) {
    this.type = checkTypeByte(type, 'MsgpackExtension')
    this.data = ownBytes(data, 'MsgpackExtension')
  }

  toJSON(): { type: number; data: string } {
    return { type: this.type, data: this.data.toString('base64') }
  }
}

function checkTypeByte(type: number, what: string): number {
  if (Number.isInteger(type) && type >= 0 && type <= 0xff) return type
  throw clientError('INVALID_VALUE', `${what}: the type must be a whole number from 0 to 255`)
}

/**
 * A blob written by another language's client with its own particle type; the bytes are given as they are.
 *
 * @example
 * await client.put(key, { java: new ForeignBlob(7, Buffer.of(1, 2)) })
 * const record = await client.get(key)
 * record?.bins.java // new ForeignBlob(7, Buffer.of(1, 2))
 */
export class ForeignBlob {
  readonly particleType: number
  readonly bytes: Buffer

  static {
    mark(this.prototype, 'ForeignBlob')
    introduce(this, 'ForeignBlob', ({ particleType, bytes }) => ({ particleType, bytes }))
  }

  constructor(particleType: number, bytes: Uint8Array) {
    this.particleType = checkTypeByte(particleType, 'ForeignBlob')
    this.bytes = ownBytes(bytes, 'ForeignBlob')
  }

  toJSON(): { particleType: number; bytes: string } {
    return { particleType: this.particleType, bytes: this.bytes.toString('base64') }
  }
}

class Marker {
  readonly name: 'wildcard' | 'infinity'

  static {
    mark(this.prototype, 'Marker')
    introduce(this, 'Marker', ({ name }) => name)
  }

  constructor(name: 'wildcard' | 'infinity') {
    this.name = name
  }
}
export type { Marker }

/**
 * Matches any value, inside the arguments of list and map operations.
 *
 * @example
 * lists.getByValue('pairs', ['a', WILDCARD])
 * // [['a', 1], ['a', 2]] for { pairs: [['a', 1], ['b', 5], ['a', 2]] }
 */
export const WILDCARD = new Marker('wildcard')
/**
 * Greater than any value, inside the arguments of list and map operations.
 *
 * @example
 * lists.getByValueRange('pairs', ['b', 5], ['b', INFINITY])
 * // [['b', 5], ['b', 8]] for { pairs: [['a', 1], ['b', 5], ['b', 8]] }
 */
export const INFINITY = new Marker('infinity')

/** The classes of values by their kinds. */
interface Wrappers {
  Double: Double
  GeoJSON: GeoJSON
  HyperLogLog: HyperLogLog
  OrderedMap: OrderedMap
  OrderedList: OrderedList
  MsgpackExtension: MsgpackExtension
  ForeignBlob: ForeignBlob
  Marker: Marker
}

/** Whether a value is an instance of a class of values, made by this copy of the package or by another. */
export function isA<K extends Kind & keyof Wrappers>(value: unknown, kind: K): value is Wrappers[K] {
  return kindOf(value) === kind
}

/** What can be written into a bin. See the table "Values" in the guide. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Double
  | GeoJSON
  | HyperLogLog
  | OrderedMap
  | OrderedList
  | MsgpackExtension
  | ForeignBlob
  | Marker
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | { readonly [key: string]: Value }

/** How integers come back: `auto` a number when it is safe, else a bigint; `number` or an error; always `bigint`. */
export type IntegerMode = 'auto' | 'number' | 'bigint'
/** How maps come back: `auto` a plain object when that loses nothing, else a `Map`; always a `Map`; always an object (keys become strings). */
export type MapMode = 'auto' | 'map' | 'object'

/** How values are given back. */
export interface DecodeOptions {
  readonly integers: IntegerMode
  readonly maps: MapMode
}

/** The defaults of {@link DecodeOptions}. */
export const DECODE_DEFAULTS: DecodeOptions = { integers: 'auto', maps: 'auto' }
