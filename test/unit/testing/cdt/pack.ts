/** Payloads of list and map operations, written as plain values. */
import type { Particle } from '../../../../src/testing/particle.ts'
import {
  extHeader,
  listHeader,
  mapHeader,
  packDouble,
  PACKED_FALSE,
  PACKED_NIL,
  PACKED_TRUE,
  packInteger,
  packTyped,
} from '../../../../src/testing/payload/pack.ts'
import { ParticleType } from '../../../../src/wire/proto.ts'

/** Integers are numbers without a fraction, or bigints; other numbers are doubles, and so is what `double` wraps. */
export type Value = number | bigint | string | boolean | null | Buffer | Raw | Value[] | Map<Value, Value>

/** Bytes that are packed already. */
export class Raw {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

export const WILDCARD = new Raw(Buffer.from('d4ff00', 'hex'))
export const INFINITY = new Raw(Buffer.from('d4ff01', 'hex'))

export function raw(hex: string): Raw {
  return new Raw(Buffer.from(hex, 'hex'))
}

export function double(value: number): Raw {
  return new Raw(packDouble(value))
}

/** A list marked as ordered. */
export function ordered(values: Value[]): Raw {
  return new Raw(Buffer.concat([listHeader(values.length + 1), extHeader(0, 1), ...values.map(pack)]))
}

/** A map with order flags. */
export function flagged(flags: number, entries: [Value, Value][]): Raw {
  const head = [mapHeader(entries.length + 1), extHeader(0, flags), PACKED_NIL]
  return new Raw(Buffer.concat([...head, ...entries.flat().map(pack)]))
}

export function pack(value: Value): Buffer {
  if (value === null) return PACKED_NIL
  if (typeof value === 'boolean') return value ? PACKED_TRUE : PACKED_FALSE
  if (typeof value === 'bigint') return packInteger(value)
  if (typeof value === 'number')
    return Number.isInteger(value) ? packInteger(BigInt(value)) : packDouble(value)
  if (typeof value === 'string') return packTyped(ParticleType.string, Buffer.from(value))
  if (value instanceof Raw) return value.bytes
  if (value instanceof Map) return Buffer.concat([mapHeader(value.size), ...[...value].flat().map(pack)])
  if (Array.isArray(value)) return Buffer.concat([listHeader(value.length), ...value.map(pack)])
  return packTyped(ParticleType.blob, value)
}

/** A bin that holds a list or map. */
export function bin(value: Value): Particle {
  const data = pack(value)
  const isMap =
    value instanceof Map || (value instanceof Raw && data[0] !== undefined && (data[0] & 0xf0) === 0x80)
  return { type: isMap ? ParticleType.map : ParticleType.list, data }
}

/** A payload: the operation's code and its parameters. */
export function call(op: number, ...parameters: Value[]): Buffer {
  return pack([op, ...parameters])
}

/** The same inside a context: pairs of step types and values. */
export function at(steps: Value[], op: number, ...parameters: Value[]): Buffer {
  return pack([0xff, steps, [op, ...parameters]])
}

/** An integer as a bin or an answer holds it. */
export function integer(value: number): Particle {
  const data = Buffer.alloc(8)
  data.writeBigInt64BE(BigInt(value))
  return { type: ParticleType.integer, data }
}
