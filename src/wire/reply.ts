import { protocolError } from '../errors/index.ts'
import type { DecodeOptions } from '../values.ts'
import { type Decoded, setProperty } from './msgpack/unpack.ts'
import { readParticle } from './particle.ts'
import { MESSAGE_HEADER_SIZE } from './proto.ts'
import { decodeName } from './text.ts'

/** Seconds between 1970 and 2010, where the server's clock for expiry starts (CITRUSLEAF_EPOCH, server as/include/base/cfg.h). */
const EPOCH_2010 = 1_262_304_000

/** Where in a reply its result code, generation and the rest lie, relative to the message header. */
const RESULT_CODE = 5
const GENERATION = 6
const VOID_TIME = 10
const FIELD_COUNT = 18
const OPERATION_COUNT = 20

/** What a reply says about the record as a whole. */
export interface RecordMetadata {
  /** Counts the record's changes; wraps around at 65535. */
  readonly generation: number
  /** Seconds until the record expires; -1 when it never does. */
  readonly ttl: number
}

/** Checks that a reply has a whole header; gives its result code. */
export function readResultCode(buffer: Buffer, start: number, end: number): number {
  if (end - start < MESSAGE_HEADER_SIZE || buffer[start] !== MESSAGE_HEADER_SIZE) {
    throw protocolError('A reply is shorter than its header')
  }
  return buffer[start + RESULT_CODE] as number
}

export function readGeneration(buffer: Buffer, start: number): number {
  return buffer.readUInt32BE(start + GENERATION)
}

/** The record's remaining time: the server sends the moment of expiry in its own era, 0 for never. */
export function readTtl(buffer: Buffer, start: number): number {
  const voidTime = buffer.readUInt32BE(start + VOID_TIME)
  if (voidTime === 0) return -1
  const left = voidTime + EPOCH_2010 - Math.floor(Date.now() / 1000)
  // A record that expires in this very second is still there: it must not look like one that never does.
  return left > 0 ? left : 0
}

export function readMetadata(buffer: Buffer, start: number): RecordMetadata {
  return { generation: readGeneration(buffer, start), ttl: readTtl(buffer, start) }
}

/** Called for each field: its type, and where its data lies. */
export type FieldVisitor = (type: number, start: number, end: number) => void

/** Walks the fields; gives where the operations start. */
export function readFields(buffer: Buffer, start: number, end: number, visit?: FieldVisitor): number {
  let at = start + MESSAGE_HEADER_SIZE
  for (let left = buffer.readUInt16BE(start + FIELD_COUNT); left > 0; left--) {
    if (end - at < 5) throw protocolError('A reply ends in the middle of a field')
    const next = at + 4 + buffer.readUInt32BE(at)
    if (next > end || next < at + 5) throw protocolError('A field of a reply is longer than the reply')
    visit?.(buffer[at + 4] as number, at + 5, next)
    at = next
  }
  return at
}

export function readOperationCount(buffer: Buffer, start: number): number {
  return (
    (((buffer[start + OPERATION_COUNT] as number) << 8) | (buffer[start + OPERATION_COUNT + 1] as number)) >>>
    0
  )
}

/** A walk over the operations of a reply: one object for all of them, so that nothing is made for each. */
export class OperationReader {
  /** The particle type and place of the operation read last. */
  type = 0
  valueStart = 0
  valueEnd = 0
  name = ''
  #at = 0

  constructor(at: number) {
    this.#at = at
  }

  /** Where the next operation starts. */
  get position(): number {
    return this.#at
  }

  /** Goes on at another place: one walk serves many replies. */
  moveTo(at: number): void {
    this.#at = at
  }

  /** Steps over operations. */
  skip(buffer: Buffer, end: number, count: number): void {
    for (let left = count; left > 0; left--) this.next(buffer, end)
  }

  /** Reads the next operation's frame. */
  next(buffer: Buffer, end: number): void {
    const at = this.#at
    if (end - at < 8) throw protocolError('A reply ends in the middle of a bin')
    const next = at + 4 + buffer.readUInt32BE(at)
    const nameEnd = at + 8 + (buffer[at + 7] as number)
    if (next > end || nameEnd > next) throw protocolError('A bin of a reply is longer than the reply')
    this.type = buffer[at + 5] as number
    this.name = decodeName(buffer, at + 8, nameEnd)
    this.valueStart = nameEnd
    this.valueEnd = next
    this.#at = next
  }
}

/** Serves one reply after another: each is read in one go. */
const shared = new OperationReader(0)

/** The bins of a reply, from the operations that start at `at`. */
export function readBins(
  buffer: Buffer,
  at: number,
  end: number,
  count: number,
  options: DecodeOptions,
): Record<string, Decoded> {
  shared.moveTo(at)
  return readBinsOf(shared, buffer, end, count, options)
}

/** The bins of a reply, from where the reader stands. */
export function readBinsOf(
  reader: OperationReader,
  buffer: Buffer,
  end: number,
  count: number,
  options: DecodeOptions,
): Record<string, Decoded> {
  const bins: Record<string, Decoded> = {}
  for (let left = count; left > 0; left--) {
    reader.next(buffer, end)
    const { name, type } = reader
    const value = readParticle(type, buffer, reader.valueStart, reader.valueEnd, options)
    if (name === '__proto__') setProperty(bins, name, value)
    else bins[name] = value
  }
  return bins
}

/** The results of operations in their order, with their bins' names. */
export function readResults(
  buffer: Buffer,
  at: number,
  end: number,
  count: number,
  options: DecodeOptions,
): OrderedResults {
  shared.moveTo(at)
  return readResultsOf(shared, buffer, end, count, options)
}

/** Results in the order of their operations, with their bins' names. */
export interface OrderedResults {
  readonly names: string[]
  readonly values: Decoded[]
}

/** The results of operations in their order, from where the reader stands. */
export function readResultsOf(
  reader: OperationReader,
  buffer: Buffer,
  end: number,
  count: number,
  options: DecodeOptions,
): OrderedResults {
  const names: string[] = []
  const values: Decoded[] = []
  for (let left = count; left > 0; left--) {
    reader.next(buffer, end)
    names.push(reader.name)
    values.push(readParticle(reader.type, buffer, reader.valueStart, reader.valueEnd, options))
  }
  return { names, values }
}
