import { protocolError } from '../errors/index.ts'
import { isBytes, isMap, isPlainObject, kindOf } from '../kinds.ts'
import {
  type DecodeOptions,
  type Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  type OrderedList,
  type OrderedMap,
  type Value,
} from '../values.ts'
import { readInteger } from './integer.ts'
import { packValue } from './msgpack/pack.ts'
import { checkInt64, notAllowed, unsafeNumber } from './msgpack/refuse.ts'
import { Cursor, type Decoded, unpackValue } from './msgpack/unpack.ts'
import { ParticleType } from './proto.ts'
import { decodeText } from './text.ts'
import type { Writer } from './writer.ts'

/** GeoJSON on the wire: flags (1 byte), number of cells (2), the cells (8 each), then the text (server geojson particle). */
const GEO_HEADER_SIZE = 3

/** Writes a bin's value and returns its particle type. Throws a ValueFailure for what is no value. */
export function writeParticle(writer: Writer, value: Value): ParticleType {
  switch (typeof value) {
    case 'number':
      return writeNumber(writer, value)
    case 'string':
      writer.utf8(value)
      return ParticleType.string
    case 'boolean':
      writer.u8(value ? 1 : 0)
      return ParticleType.boolean
    case 'bigint':
      checkInt64(value)
      writer.bigint64(value)
      return ParticleType.integer
    case 'object':
      return value === null ? ParticleType.null : writeObject(writer, value)
    default:
      throw notAllowed(value)
  }
}

function writeNumber(writer: Writer, value: number): ParticleType {
  if (!Number.isInteger(value) || Object.is(value, -0)) {
    writer.f64(value)
    return ParticleType.double
  }
  if (!Number.isSafeInteger(value)) throw unsafeNumber()
  writer.i64(value)
  return ParticleType.integer
}

function writeObject(writer: Writer, value: object): ParticleType {
  if (Array.isArray(value)) {
    packValue(writer, value as Value)
    return ParticleType.list
  }
  if (isBytes(value)) {
    writer.bytes(value)
    return ParticleType.blob
  }
  if (isMap(value) || isPlainObject(value)) {
    packValue(writer, value as Value)
    return ParticleType.map
  }
  return writeWrapper(writer, value)
}

function writeWrapper(writer: Writer, value: object): ParticleType {
  switch (kindOf(value)) {
    case 'OrderedList':
      packValue(writer, value as OrderedList)
      return ParticleType.list
    case 'OrderedMap':
      packValue(writer, value as OrderedMap)
      return ParticleType.map
    case 'Double':
      writer.f64((value as Double).value)
      return ParticleType.double
    case 'GeoJSON':
      writer.u8(0)
      writer.u16(0)
      writer.utf8((value as GeoJSON).toString())
      return ParticleType.geojson
    case 'HyperLogLog':
      writer.bytes((value as HyperLogLog).bytes)
      return ParticleType.hll
    case 'ForeignBlob':
      writer.bytes((value as ForeignBlob).bytes)
      return (value as ForeignBlob).particleType as ParticleType
    default:
      throw notAllowed(value)
  }
}

/** Reads the value of a bin or of an operation's result in `buffer[start, end)`. Bytes are copied, never lent. */
export function readParticle(
  type: number,
  buffer: Buffer,
  start: number,
  end: number,
  options: DecodeOptions,
): Decoded {
  switch (type) {
    case ParticleType.integer:
      return end - start === 8
        ? readInteger(buffer, start, options.integers)
        : readShortInteger(buffer, start, end, options)
    case ParticleType.string:
      return decodeText(buffer, start, end)
    case ParticleType.map:
    case ParticleType.list:
      return end === start ? null : unpackCollection(buffer, start, end, options)
    case ParticleType.boolean:
      return buffer[exactly(1, start, end)] !== 0
    case ParticleType.double:
      return buffer.readDoubleBE(exactly(8, start, end))
    case ParticleType.blob:
      return Buffer.from(buffer.subarray(start, end))
    case ParticleType.null:
      return null
    default:
      return readRareParticle(type, buffer, start, end)
  }
}

const NOWHERE = Buffer.alloc(0)
/** One for all: reading a value never leads to reading another one in between. */
const cursor = new Cursor(NOWHERE)

function unpackCollection(buffer: Buffer, start: number, end: number, options: DecodeOptions): Decoded {
  cursor.moveTo(buffer, start, end)
  try {
    return unpackValue(cursor, options)
  } finally {
    // The buffer is only lent.
    cursor.moveTo(NOWHERE, 0, 0)
  }
}

function readRareParticle(type: number, buffer: Buffer, start: number, end: number): Decoded {
  switch (type) {
    case ParticleType.hll:
      return new HyperLogLog(buffer.subarray(start, end))
    case ParticleType.geojson:
      return new GeoJSON(decodeText(buffer, skipGeoCells(buffer, start, end), end))
    default:
      return new ForeignBlob(type, buffer.subarray(start, end))
  }
}

function skipGeoCells(buffer: Buffer, start: number, end: number): number {
  if (end - start < GEO_HEADER_SIZE) throw protocolError('A GeoJSON value is too short')
  const text = start + GEO_HEADER_SIZE + buffer.readUInt16BE(start + 1) * 8
  if (text > end) throw protocolError('A GeoJSON value says it has more cells than bytes')
  return text
}

function readShortInteger(
  buffer: Buffer,
  start: number,
  end: number,
  options: DecodeOptions,
): number | bigint {
  const size = end - start
  if (size < 1 || size > 6) throw protocolError(`An integer has ${size} bytes`)
  const value = buffer.readIntBE(start, size)
  return options.integers === 'bigint' ? BigInt(value) : value
}

function exactly(size: number, start: number, end: number): number {
  if (end - start !== size) throw protocolError(`A value has ${end - start} bytes where ${size} belong`)
  return start
}
