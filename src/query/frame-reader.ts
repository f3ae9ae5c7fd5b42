import { pairResults } from '../commands/results.ts'
import { protocolError } from '../errors/index.ts'
import { Key, type UserKey } from '../key.ts'
import { isBytes } from '../kinds.ts'
import { type Record, recordOf } from '../record.ts'
import type { Value } from '../values.ts'
import { setProperty } from '../wire/msgpack/unpack.ts'
import { readParticle } from '../wire/particle.ts'
import { partitionOf } from '../wire/digest.ts'
import { DIGEST_SIZE, FieldType, MESSAGE_HEADER_SIZE } from '../wire/proto.ts'
import {
  fieldEnd,
  isFinal,
  isLast,
  isPartitionDone,
  messageEnd,
  OperationReader,
  readFieldCount,
  readGeneration,
  readOperationCount,
  readResultCode,
  readResultsOf,
  readTtl,
} from '../wire/reply.ts'
import { decodeName } from '../wire/decode-name.ts'
import type { QueryPlan } from './plan.ts'
import type { PartitionTracker } from './tracker.ts'

/** What the next message of a frame was. */
export const Step = {
  /** The frame is used up. */
  empty: 0,
  record: 1,
  /** A record that has none of the bins asked for. */
  skipped: 2,
  /** The node cannot serve a partition. */
  unavailable: 3,
  /** The answer is complete. */
  last: 4,
  /** The answer ends with a refusal. */
  refused: 5,
} as const
export type Step = (typeof Step)[keyof typeof Step]

const KEY_OPTIONS = { integers: 'auto', maps: 'auto' } as const
/** Digests are cut from a piece of memory of this size, so that one kept key keeps little else. */
const SLAB_SIZE = 200 * DIGEST_SIZE

/**
 * Reads the records of a frame one at a time, and keeps the tracker informed of how far they were read. Nothing is made for a
 * record but what its reader gets.
 */
export class FrameReader {
  readonly #plan: QueryPlan
  readonly #tracker: PartitionTracker
  readonly #operations = new OperationReader(0)
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #slab: Buffer = Buffer.alloc(0)
  #slabAt = 0
  /** The partition of the record read last, and where its place in it is written; not yet told to the tracker. */
  #partition = -1
  #digestAt = 0
  #valueAt = 0
  /** The record of {@link Step.record}. */
  record: Record | undefined
  /** The partition of {@link Step.unavailable}. */
  partitionId = 0
  /** The code of {@link Step.refused} and {@link Step.unavailable}. */
  resultCode = 0

  constructor(plan: QueryPlan, tracker: PartitionTracker) {
    this.#plan = plan
    this.#tracker = tracker
  }

  /** Goes on with a frame's body, which must not change until it is used up. */
  begin(buffer: Buffer): void {
    this.commit()
    this.#buffer = buffer
    this.#at = 0
    this.#end = buffer.length
  }

  /** Tells the tracker of the records read. */
  commit(): void {
    if (this.#partition < 0) return
    const buffer = this.#buffer
    const digest = buffer.subarray(this.#digestAt, this.#digestAt + DIGEST_SIZE)
    const value = this.#valueAt === 0 ? 0n : buffer.readBigInt64LE(this.#valueAt)
    this.#tracker.advance(this.#partition, digest, value)
    this.#partition = -1
  }

  next(): Step {
    const buffer = this.#buffer
    const at = this.#at
    if (at >= this.#end) {
      this.commit()
      return Step.empty
    }
    this.resultCode = readResultCode(buffer, at, this.#end)
    if (isLast(buffer, at)) {
      this.#at = this.#end
      // A short query is answered in one frame: nobody looks at this one again.
      this.commit()
      return this.resultCode === 0 ? Step.last : Step.refused
    }
    if (isPartitionDone(buffer, at)) {
      this.#at = at + MESSAGE_HEADER_SIZE
      // The place of the generation holds the partition (server as_msg_pid_done_bufbuilder).
      this.partitionId = readGeneration(buffer, at)
      return this.resultCode === 0 ? this.next() : Step.unavailable
    }
    if (this.resultCode !== 0) {
      this.#at = this.#end
      return Step.refused
    }
    return this.#read(buffer, at)
  }

  #read(buffer: Buffer, at: number): Step {
    const end = this.#end
    const { namespace, set: wantedSet } = this.#plan
    let set = wantedSet
    let userKey: UserKey | undefined
    let digestAt = 0
    let valueAt = 0
    let position = at + MESSAGE_HEADER_SIZE
    for (let left = readFieldCount(buffer, at); left > 0; left--) {
      const next = fieldEnd(buffer, position, end)
      const start = position + 5
      switch (buffer[position + 4]) {
        case FieldType.digest:
          if (next - start === DIGEST_SIZE) digestAt = start
          break
        case FieldType.set:
          if (wantedSet === '') set = decodeName(buffer, start, next)
          break
        case FieldType.key:
          userKey = readUserKey(buffer, start, next)
          break
        case FieldType.bvalArray:
          if (next - start === 8) valueAt = start
          break
        default:
          // The namespace, which is known, and what a later server may add.
          break
      }
      position = next
    }
    if (digestAt === 0) throw protocolError('A record of a query has no digest')
    this.#advance(buffer, digestAt, valueAt)
    const digest = this.#keep(buffer, digestAt)
    return this.#finish(buffer, at, position, end, new Key(namespace, set, userKey, this.#slab, digest))
  }

  #finish(buffer: Buffer, at: number, position: number, end: number, key: Key): Step {
    const { operations, bins: wanted, policy } = this.#plan
    const reader = this.#operations
    const count = readOperationCount(buffer, at)
    const generation = readGeneration(buffer, at)
    const ttl = readTtl(buffer, at)
    reader.moveTo(position)
    if (operations !== undefined) {
      const answers = readResultsOf(reader, buffer, end, count, policy)
      this.#at = reader.position
      this.record = { key, ...pairResults(operations, answers), generation, ttl }
      return Step.record
    }
    const bins: { [bin: string]: Value } = {}
    let found = 0
    for (let left = count; left > 0; left--) {
      reader.next(buffer, end)
      const { name } = reader
      const value = readParticle(reader.type, buffer, reader.valueStart, reader.valueEnd, policy)
      if (value === null) continue
      found++
      if (name === '__proto__') setProperty(bins, name, value)
      else bins[name] = value
    }
    this.#at = reader.position
    if (found === 0 && wanted !== undefined && wanted.length > 0) return Step.skipped
    this.record = recordOf(key, bins, generation, ttl)
    return Step.record
  }

  #advance(buffer: Buffer, digestAt: number, valueAt: number): void {
    const partition = partitionOf(buffer, digestAt)
    if (partition !== this.#partition) {
      if (!this.#tracker.has(partition))
        throw protocolError(`A node gave a record of partition ${partition}, which it was not asked for`)
      this.commit()
      this.#partition = partition
    }
    this.#digestAt = digestAt
    this.#valueAt = valueAt
  }

  /** Copies a digest into the slab; returns its place there. */
  #keep(buffer: Buffer, digestAt: number): number {
    if (this.#slabAt + DIGEST_SIZE > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_SIZE)
      this.#slabAt = 0
    }
    const start = this.#slabAt
    const slab = this.#slab
    // Twenty bytes are copied sooner than a call into native code is made.
    for (let i = 0; i < DIGEST_SIZE; i++) slab[start + i] = buffer[digestAt + i] as number
    this.#slabAt = start + DIGEST_SIZE
    return start
  }
}

/** A stored user key: its particle type, then its value. */
function readUserKey(buffer: Buffer, start: number, end: number): UserKey | undefined {
  const value =
    end > start ? readParticle(buffer[start] as number, buffer, start + 1, end, KEY_OPTIONS) : null
  const fits =
    typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number' || isBytes(value)
  return fits ? value : undefined
}

/** A frame of this size may be looked through whole; of a larger one only the end is. */
const SMALL_FRAME = 4096

/**
 * Whether a frame ends the answer: with a message LAST, or with a refusal. In a large frame that message is the last one, a header
 * alone; what looks like it there is checked by walking from message to message.
 */
export function endsAnswer(buffer: Buffer, start: number, end: number): boolean {
  const tail = end - MESSAGE_HEADER_SIZE
  if (end - start > SMALL_FRAME && !(isBareHeader(buffer, tail) && isFinal(buffer, tail))) return false
  let at = start
  while (at < end) {
    readResultCode(buffer, at, end)
    if (isFinal(buffer, at)) return true
    at = messageEnd(buffer, at, end)
  }
  return false
}

/** Whether a message at `at` would have no fields and no operations. Nearly no bytes of a record look so. */
function isBareHeader(buffer: Buffer, at: number): boolean {
  return (
    buffer[at] === MESSAGE_HEADER_SIZE &&
    readFieldCount(buffer, at) === 0 &&
    readOperationCount(buffer, at) === 0
  )
}
