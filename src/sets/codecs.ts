import { clientError } from '../errors/index.ts'
import { isBytes, isDate, isPlainObject } from '../kinds.ts'
import type { Value } from '../values.ts'
import { setProperty } from '../wire/msgpack/unpack.ts'
import type { Codec } from './codec.ts'

// A codec throws for what it does not take; what it throws is not shown, since it may be about a value.

function fault(): TypeError {
  return new TypeError('not a value of this codec')
}

/**
 * A `Date` as milliseconds since 1970: an integer, which an index holds and filters compare.
 *
 * @example
 * codecs.date.encode(new Date('1970-01-01T00:00:01Z')) // 1000
 */
export const date: Codec<Date, number> = {
  encode: (value) => {
    if (!isDate(value) || Number.isNaN(value.getTime())) throw fault()
    return value.getTime()
  },
  decode: (stored: number | bigint) => {
    if (typeof stored !== 'bigint' && !Number.isInteger(stored)) throw fault()
    const time = new Date(Number(stored))
    if (Number.isNaN(time.getTime())) throw fault()
    return time
  },
}

/**
 * A `bigint` of 64 bits as an integer: it comes back as a bigint, however small it is.
 *
 * @example
 * codecs.bigint.decode(5n) // 5n
 */
export const bigint: Codec<bigint, bigint> = {
  encode: (value) => {
    if (typeof value !== 'bigint') throw fault()
    return value
  },
  decode: (stored: number | bigint) => {
    if (typeof stored !== 'bigint' && !Number.isInteger(stored)) throw fault()
    return BigInt(stored)
  },
}

/**
 * Words as numbers: short to store, and a word can be renamed.
 *
 * @throws ArgumentError `INVALID_ARGUMENT` for what are no whole numbers, each given once
 *
 * @example
 * codecs.enumOf({ active: 1, blocked: 2 }).encode('active') // 1
 */
export function enumOf<const Numbers extends Readonly<Record<string, number>>>(
  numbers: Numbers,
): Codec<keyof Numbers & string, number> {
  const names = new Map(Object.entries(numbers).map(([word, number]) => [number, word]))
  if (names.size < Object.keys(numbers).length || ![...names.keys()].every(Number.isSafeInteger))
    throw clientError('INVALID_ARGUMENT', 'enumOf takes a whole number for each word, each number once')
  return {
    encode: (word) => {
      if (!Object.hasOwn(numbers, word)) throw fault()
      return numbers[word] as number
    },
    decode: (stored: number | bigint) => {
      const word = names.get(Number(stored))
      if (word === undefined) throw fault()
      return word
    },
  }
}

/**
 * Anything that JSON carries, as text. Operations and filters see text only.
 *
 * @example
 * codecs.json<{ theme: string }>().encode({ theme: 'dark' }) // '{"theme":"dark"}'
 */
export function json<Type = unknown>(): Codec<Type, string> {
  return {
    encode: (value) => {
      const text = JSON.stringify(value) as string | undefined
      if (text === undefined) throw fault()
      return text
    },
    decode: (stored) => JSON.parse(stored) as Type,
  }
}

/**
 * A list whose elements have a codec.
 *
 * @example
 * codecs.list(codecs.date).encode([new Date(5), new Date(7)]) // [5, 7]
 */
export function list<Element, Stored extends Value>(
  element: Codec<Element, Stored>,
): Codec<Element[], Stored[]> {
  return {
    encode: (values) => Array.from(values, (value) => element.encode(value)),
    decode: (stored) => stored.map((value) => element.decode(value)),
  }
}

/** A codec for each field that has one. */
export type FieldCodecs<Inside> = { readonly [Name in keyof Inside]?: Codec<NonNullable<Inside[Name]>> }

/** A map whose values have codecs by their keys. */
export type StoredInside<Inside, Codecs> = {
  [Name in keyof Inside]: Name extends keyof Codecs
    ? Codecs[Name] extends { encode(value: never): infer Stored }
      ? Stored
      : Inside[Name]
    : Inside[Name]
}

/**
 * An object as a map, whose fields may have codecs: dates inside an address, say. `object<Address>()` names its type.
 *
 * @example
 * interface Address { city: string; since: Date }
 * const address = codecs.object<Address>()({ since: codecs.date })
 * address.encode({ city: 'Bern', since: new Date(5) }) // { city: 'Bern', since: 5 }
 */
export function object<Inside extends object>(): <Codecs extends FieldCodecs<Inside>>(
  fields: Codecs,
) => Codec<Inside, StoredInside<Inside, Codecs>> {
  return <Codecs extends FieldCodecs<Inside>>(fields: Codecs) => {
    const codecs = new Map(Object.entries(fields as Readonly<Record<string, Codec>>))
    return {
      encode: (value) =>
        each(value, codecs, (codec, inner) => codec.encode(inner)) as StoredInside<Inside, Codecs>,
      decode: (stored) => each(stored, codecs, (codec, inner) => codec.decode(inner as Value)) as Inside,
    }
  }
}

function each(
  value: object,
  codecs: ReadonlyMap<string, Codec>,
  turn: (codec: Codec, inner: unknown) => unknown,
): object {
  if (isBytes(value) || !isPlainObject(value)) throw fault()
  const turned: { [key: string]: Value } = {}
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    const codec = inner === null ? undefined : codecs.get(name)
    setProperty(turned, name, (codec === undefined ? inner : turn(codec, inner)) as Value)
  }
  return turned
}
