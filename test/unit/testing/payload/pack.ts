import {
  listHeader,
  mapHeader,
  packDouble,
  packInteger,
  PACKED_FALSE,
  PACKED_NIL,
  PACKED_TRUE,
  packTyped,
  stringHeader,
} from '../../../../src/testing/payload/pack.ts'
import { ParticleType } from '../../../../src/wire/proto.ts'

/** Bytes that are packed already. */
export class Raw {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

/** A number packed as a double. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** A name as expressions carry it: a string without type byte. */
export function name(text: string): Raw {
  const bytes = Buffer.from(text)
  return new Raw(Buffer.concat([stringHeader(bytes.length), bytes]))
}

/** Packs what a test writes down: integers, strings, blobs, lists, maps. */
export function payload(value: unknown): Buffer {
  if (value instanceof Raw) return value.bytes
  if (value instanceof Float) return packDouble(value.value)
  if (value === null) return PACKED_NIL
  if (typeof value === 'boolean') return value ? PACKED_TRUE : PACKED_FALSE
  if (typeof value === 'number' || typeof value === 'bigint') return packInteger(BigInt(value))
  if (typeof value === 'string') return packTyped(ParticleType.string, Buffer.from(value))
  if (Buffer.isBuffer(value)) return packTyped(ParticleType.blob, value)
  if (Array.isArray(value)) return Buffer.concat([listHeader(value.length), ...value.map(payload)])
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => Buffer.concat([payload(key), payload(item)]))
    return Buffer.concat([mapHeader(value.size), ...pairs])
  }
  throw new TypeError('not packable')
}
