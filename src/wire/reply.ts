import { protocolError } from '../errors/index.ts'
import type { DecodeOptions } from '../values.ts'
import { u16, u32 } from './integer.ts'
import { type Decoded, setProperty } from './msgpack/unpack.ts'
import { readParticle } from './particle.ts'
import { Info3, MESSAGE_HEADER_SIZE } from './proto.ts'
import { decodeName } from './decode-name.ts'
import { dateNow } from '../timers.ts'

/** Seconds between 1970 and 2010, where the server's clock for expiry starts (CITRUSLEAF_EPOCH, server as/include/base/cfg.h). */
const EPOCH_2010 = 1_262_304_000

/** Where in a reply its flags, result code, generation and the rest lie, relative to the message header. */
const INFO3 = 3
const RESULT_CODE = 5
const GENERATION = 6
const VOID_TIME = 10
/** Where a row of a batch has its number: in place of the ttl of a transaction (as_batch_add_result, server as/src/base/batch.c). */
const ROW_INDEX = 14
const FIELD_COUNT = 18
const OPERATION_COUNT = 20

/** What a reply says about the record as a whole. */
export interface RecordMetadata {
  /** Counts the record's changes; wraps around at 65535. */
  readonly generation: number
  /** Seconds until the record expires; -1 when it never does. */
  readonly ttl: number
}

/** Checks that a reply has a whole header; returns its result code. */
export function readResultCode(buffer: Buffer, start: number, end: number): number {
  if (end - start < MESSAGE_HEADER_SIZE || buffer[start] !== MESSAGE_HEADER_SIZE) {
    throw protocolError('A reply is shorter than its header')
  }
  return buffer[start + RESULT_CODE] as number
}

/** The result code of the message that ends an answer, in its last frame: that message is the header alone, else it tells of no failure. */
export function endCode(buffer: Buffer, start: number, end: number): number {
  const last = end - MESSAGE_HEADER_SIZE
  return last >= start && buffer[last] === MESSAGE_HEADER_SIZE ? (buffer[last + RESULT_CODE] as number) : 0
}

/** Whether a message ends a stream of them. */
export function isLast(buffer: Buffer, start: number): boolean {
  return ((buffer[start + INFO3] as number) & Info3.last) !== 0
}

/** Whether a stream ends with this message: it is the last one, or a refusal that is not about a single partition. */
export function isFinal(buffer: Buffer, start: number): boolean {
  return isLast(buffer, start) || (!isPartitionDone(buffer, start) && buffer[start + RESULT_CODE] !== 0)
}

/** Whether a message says that a partition cannot be served, or is done; the place of the generation holds the partition. */
export function isPartitionDone(buffer: Buffer, start: number): boolean {
  return ((buffer[start + INFO3] as number) & Info3.partitionDone) !== 0
}

export function readRowIndex(buffer: Buffer, start: number): number {
  return u32(buffer, start + ROW_INDEX)
}

export function readGeneration(buffer: Buffer, start: number): number {
  return u32(buffer, start + GENERATION)
}

/** The record's remaining time: the server sends the moment of expiry in its own era, 0 for never. */
export function readTtl(buffer: Buffer, start: number): number {
  const voidTime = u32(buffer, start + VOID_TIME)
  if (voidTime === 0) return -1
  const left = voidTime + EPOCH_2010 - Math.floor(dateNow() / 1000)
  // A record that expires in this very second is still there: it must not look like one that never does.
  return left > 0 ? left : 0
}

export function readMetadata(buffer: Buffer, start: number): RecordMetadata {
  return { generation: readGeneration(buffer, start), ttl: readTtl(buffer, start) }
}

/** Called for each field: its type, and where its data lies. */
export type FieldVisitor = (type: number, start: number, end: number) => void

/** Walks the fields; returns where the operations start. */
export function readFields(buffer: Buffer, start: number, end: number, visit?: FieldVisitor): number {
  let at = start + MESSAGE_HEADER_SIZE
  for (let left = readFieldCount(buffer, start); left > 0; left--) {
    const next = fieldEnd(buffer, at, end)
    visit?.(buffer[at + 4] as number, at + 5, next)
    at = next
  }
  return at
}

/** Where the field, or the operation, ends that begins at `at`: both have their size in front. */
export function fieldEnd(buffer: Buffer, at: number, end: number): number {
  if (end - at < 5) throw protocolError('A reply ends in the middle of a field')
  const next = at + 4 + u32(buffer, at)
  if (next < at + 5 || next > end) throw protocolError('A field of a reply is longer than the reply')
  return next
}

/** Where a message ends; its operations are not looked into. */
export function messageEnd(buffer: Buffer, start: number, end: number): number {
  let at = start + MESSAGE_HEADER_SIZE
  const parts = readFieldCount(buffer, start) + readOperationCount(buffer, start)
  for (let left = parts; left > 0; left--) at = fieldEnd(buffer, at, end)
  return at
}

export function readFieldCount(buffer: Buffer, start: number): number {
  return u16(buffer, start + FIELD_COUNT)
}

export function readOperationCount(buffer: Buffer, start: number): number {
  return u16(buffer, start + OPERATION_COUNT)
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
    const next = at + 4 + u32(buffer, at)
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
