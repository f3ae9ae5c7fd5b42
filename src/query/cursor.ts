import type { Hash } from 'node:crypto'
import { filterBytes } from '../commands/fields.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import { partitionOf } from '../wire/digest.ts'
import { DIGEST_SIZE } from '../wire/proto.ts'
import { Density } from './density.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import type { Resumed } from './run.ts'
import type { QueryPlan } from './plan.ts'
import { SEEN_SIZE } from './seen.ts'
import { PartitionState, PartitionTracker } from './tracker.ts'

/** Where a query goes on: how far each partition is, and how many records a partition seems to hold. */
export interface Position {
  readonly tracker: PartitionTracker
  readonly density: Density
}

/** The same, and the index that was chosen; undefined where none was. */
export interface PositionByIndex extends Position {
  readonly index?: IndexInfo | undefined
}

/** The same, and how the page before found its records; undefined where nothing was to be chosen. */
export interface PositionToGoOn extends Position {
  readonly resumed: Resumed | undefined
}

const VERSION = 3
const MARK_SIZE = 8
const CHECK_SIZE = 4
/** Whether it says which records were given of partitions that are begun, and whether it names an index that was chosen. */
const Flag = { seen: 1, chosen: 2 } as const
/** Version, flags, mark of the query, density, number of runs of done partitions, number of begun ones. */
const DENSITY_AT = 2 + MARK_SIZE
const HEADER_SIZE = DENSITY_AT + 4 + 2 + 2
const RUN_SIZE = 4
const BEGUN_SIZE = DIGEST_SIZE + 8
/** Number of the marks behind a partition that is begun. */
const SEEN_COUNT_SIZE = 4

/**
 * A cursor is text that says how far a query came: the partitions that are done, as runs, and for each one begun the last
 * digest with its index value; where nodes may give a record again, also how many records were given of the partition, and
 * 8 bytes of the digest of each. It carries a mark of its query, one of the index that was chosen, and a checksum, in base64url.
 */
export function encodeCursor(plan: QueryPlan, { tracker, density, index }: PositionByIndex): string {
  const runs = doneRuns(tracker)
  const begun = partitionsBegun(tracker)
  const sizes = begun.map((partitionId) => BEGUN_SIZE + seenSize(tracker, partitionId))
  const chosen = index === undefined ? Buffer.alloc(0) : markOfIndex(index)
  const fixed = HEADER_SIZE + chosen.length + runs.length * RUN_SIZE
  const size = sizes.reduce((sum, each) => sum + each, fixed)
  const body = Buffer.alloc(size)
  body[0] = VERSION
  body[1] = (tracker.seen === undefined ? 0 : Flag.seen) | (index === undefined ? 0 : Flag.chosen)
  markOf(plan).copy(body, 2)
  let at = body.writeFloatBE(density.value, DENSITY_AT)
  at = body.writeUInt16BE(begun.length, body.writeUInt16BE(runs.length, at))
  at += chosen.copy(body, at)
  for (const [first, count] of runs) at = body.writeUInt16BE(count, body.writeUInt16BE(first, at))
  for (const partitionId of begun) {
    body.set(tracker.digest(partitionId), at)
    at = body.writeBigInt64BE(tracker.indexValue(partitionId), at + DIGEST_SIZE)
    at = writeSeen(body, at, tracker, partitionId)
  }
  return Buffer.concat([body, checksum(body)]).toString('base64url')
}

/** @throws ArgumentError `INVALID_CURSOR` for a text that is no cursor, is damaged, or belongs to another query */
export function decodeCursor(plan: QueryPlan, cursor: unknown): PositionToGoOn {
  const body = checkedBody(cursor)
  if (!body.subarray(2, 2 + MARK_SIZE).equals(markOf(plan))) {
    throw invalid('it belongs to another query', {
      hint: 'namespace, set, where, filterExpression and partitions must be those of the query that gave it',
    })
  }
  const { first, count } = plan.partitions
  const flags = body[1] as number
  const tracker = new PartitionTracker(first, count, (flags & Flag.seen) !== 0)
  try {
    const byIndex = (flags & Flag.chosen) !== 0
    const at = HEADER_SIZE + (byIndex ? MARK_SIZE : 0)
    const mark = body.subarray(HEADER_SIZE, at)
    const isIndex = (index: IndexInfo): boolean => markOfIndex(index).equals(mark)
    const resumed = plan.condition === undefined ? undefined : { byIndex, isIndex }
    return { tracker, density: fill(tracker, body, at), resumed }
  } catch (cause) {
    throw invalid('it is damaged', { cause })
  }
}

function fill(tracker: PartitionTracker, body: Buffer, start: number): Density {
  const density = body.readFloatBE(DENSITY_AT)
  const runs = body.readUInt16BE(DENSITY_AT + 4)
  const begun = body.readUInt16BE(DENSITY_AT + 6)
  let at = start
  if (!(density >= 0)) throw new RangeError('The density is no number of records')
  for (let i = 0; i < runs; i++, at += RUN_SIZE) {
    const from = body.readUInt16BE(at)
    for (let id = from; id < from + body.readUInt16BE(at + 2); id++) tracker.finish(within(tracker, id))
  }
  for (let i = 0; i < begun; i++) {
    const digest = body.subarray(at, at + DIGEST_SIZE)
    const id = within(tracker, partitionOf(digest))
    tracker.advance(id, digest, body.readBigInt64BE(at + DIGEST_SIZE))
    at = readSeen(body, at + BEGUN_SIZE, tracker, id)
  }
  if (at !== body.length) throw new RangeError('The sizes do not fit')
  return new Density(density)
}

function seenSize({ seen }: PartitionTracker, partitionId: number): number {
  return seen === undefined ? 0 : SEEN_COUNT_SIZE + seen.marks(partitionId).size * SEEN_SIZE
}

/** Writes the marks of a partition that is begun; returns where they end. */
function writeSeen(body: Buffer, start: number, { seen }: PartitionTracker, partitionId: number): number {
  if (seen === undefined) return start
  const marks = seen.marks(partitionId)
  let at = body.writeUInt32BE(marks.size, start)
  for (const mark of marks) at += body.write(mark, at, 'latin1')
  return at
}

function readSeen(body: Buffer, start: number, { seen }: PartitionTracker, partitionId: number): number {
  if (seen === undefined) return start
  let at = start + SEEN_COUNT_SIZE
  const end = at + body.readUInt32BE(start) * SEEN_SIZE
  if (end > body.length) throw new RangeError('There are fewer marks than it says')
  for (; at < end; at += SEEN_SIZE) seen.restore(partitionId, body.subarray(at, at + SEEN_SIZE))
  return end
}

function within(tracker: PartitionTracker, partitionId: number): number {
  if (!tracker.has(partitionId)) throw new RangeError('A partition does not belong to the query')
  return partitionId
}

function doneRuns(tracker: PartitionTracker): [first: number, count: number][] {
  const runs: [number, number][] = []
  for (let id = tracker.first; id < tracker.first + tracker.count; id++) {
    if (tracker.state(id) !== PartitionState.done) continue
    const run = runs.at(-1)
    if (run !== undefined && run[0] + run[1] === id) run[1]++
    else runs.push([id, 1])
  }
  return runs
}

function partitionsBegun(tracker: PartitionTracker): number[] {
  const begun: number[] = []
  for (let id = tracker.first; id < tracker.first + tracker.count; id++) {
    if (tracker.state(id) === PartitionState.begun) begun.push(id)
  }
  return begun
}

function checkedBody(cursor: unknown): Buffer {
  if (typeof cursor !== 'string') throw invalid(`it is text, not ${typeof cursor}`)
  const bytes = Buffer.from(cursor, 'base64url')
  const body = bytes.subarray(0, -CHECK_SIZE)
  const isWhole = bytes.toString('base64url') === cursor && body.length >= HEADER_SIZE
  if (!isWhole || !checksum(body).equals(bytes.subarray(-CHECK_SIZE))) throw invalid('it is damaged')
  if (body[0] !== VERSION) throw invalid('another version of this package made it')
  return body
}

function invalid(why: string, details?: { hint?: string; cause?: unknown }): AerospikeError {
  return clientError('INVALID_CURSOR', `The cursor cannot be used: ${why}`, details)
}

/** Loaded when a cursor is first made or read, for who asks for pages: 2 ms of every process's start. */
function sha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256')
}

function checksum(body: Buffer): Buffer {
  return sha256().update(body).digest().subarray(0, CHECK_SIZE)
}

/** Tells queries apart by what decides which records they find, and in which order. */
function markOf({ namespace, set, where, condition, partitions, policy }: QueryPlan): Buffer {
  const parts: (string | Uint8Array | number | undefined)[] = [
    namespace,
    set,
    partitions.first,
    partitions.count,
    partitions.after,
    policy.filterExpression === undefined ? undefined : filterBytes(policy.filterExpression),
  ]
  if (where !== undefined) {
    const { bin, indexName, expression, context, collection, particleType, begin, end } = where
    parts.push(bin, indexName, expression, context, collection, particleType, begin, end)
  }
  // A plain filter expression is no condition: cursors of the one do not go on with the other.
  if (condition !== undefined) parts.push('condition', condition.bytes)
  return hashOf(parts)
}

/** Tells indexes apart. The name is no part of it: it may change, and belong to another one later. */
function markOfIndex({ namespace, set, bin, type, collection, context, expression }: IndexInfo): Buffer {
  return hashOf([namespace, set, bin, type, collection, context ?? undefined, expression ?? undefined])
}

function hashOf(parts: readonly (string | Uint8Array | number | undefined)[]): Buffer {
  const hash = sha256()
  for (const part of parts) {
    const bytes = part === undefined ? undefined : Buffer.from(typeof part === 'object' ? part : String(part))
    // Lengths keep neighbours apart: what is absent is not what is empty.
    hash.update(`${bytes?.length ?? -1}:`)
    if (bytes !== undefined) hash.update(bytes)
  }
  return hash.digest().subarray(0, MARK_SIZE)
}
