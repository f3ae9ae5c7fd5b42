import { AerospikeError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import {
  type BatchPolicy,
  READ_ROW_OPTIONS,
  type ReadRowPolicy,
  REMOVE_ROW_OPTIONS,
  APPLY_ROW_OPTIONS,
  WRITE_ROW_DEFAULTS,
  WRITE_ROW_OPTIONS,
  type WriteRowPolicy,
} from '../policy/batch.ts'
import { type OptionTable, type Resolved, resolveOptions } from '../policy/table.ts'
import { isTooLarge, tooLarge } from '../wire/limits.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'
import { sameAction, sameSet } from './check-row.ts'
import {
  encodeReadOperationsRow,
  encodeReadRow,
  encodeRemoveRow,
  encodeUdfRow,
  encodeWriteOperationsRow,
  encodeWriteRow,
} from './encode-row.ts'
import type { GivenRows } from './given-rows.ts'
import { RowFacts } from './row-facts.ts'
import { mayWrite, type ReadingAction, type RowAction, type WritingAction } from './row.ts'

/** What rows are set to that have no options of their own. */
export interface RowDefaults {
  readonly read: ReadRowPolicy
  readonly write: WriteRowPolicy
  readonly remove: WriteRowPolicy
  readonly apply: WriteRowPolicy
}

/** Rows without options read as the batch says. Its filter is not theirs: the server applies it to every row without one. */
export function rowDefaults(
  policy: BatchPolicy,
  write: WriteRowPolicy = WRITE_ROW_DEFAULTS,
  { remove, apply }: Pick<RowDefaults, 'remove' | 'apply'> = { remove: write, apply: write },
): RowDefaults {
  const { readMode, readModeStrong, readTouchTtlPercent } = policy
  const read = { filterExpression: undefined, readMode, readModeStrong, readTouchTtlPercent }
  const filterExpression = undefined
  return {
    read,
    write: { ...write, filterExpression },
    remove: { ...remove, filterExpression },
    apply: { ...apply, filterExpression },
  }
}

/** How many bytes of rows travel together. */
export interface ChunkLimits {
  /** A chunk that has so many is full. */
  readonly wanted: number
  /** So many fit into one request. */
  readonly most: number
}

/** What each row takes even when it repeats the one before it: index (4), digest (20), flags (1). */
const ROW_OVERHEAD = 25

/**
 * Rows that travel together, checked, and encoded once for all attempts: what is sent again is what was given at first. A row
 * that differs from the one before it in nothing but its key shares its bytes.
 */
export class PreparedRows {
  /** Number of the first row, for what is told to the outside. */
  readonly base: number
  /** Rows that are not sent since one of them alone is larger than a request, and why. */
  readonly refused = new Map<number, AerospikeError>()
  readonly #given: GivenRows
  readonly #writer: Writer
  /** Partitions are found out here since the digests take their time, which belongs to what the deadline cuts. */
  readonly #facts = new RowFacts()
  readonly #limits: ChunkLimits
  readonly #defaults: RowDefaults
  /** Options checked already, by the object they were given as: rows mostly share it. */
  readonly #checked = new Map<object, { readonly table: OptionTable; readonly policy: object }>()
  #hasWrites = false

  /**
   * @param base number of its first row among those given
   * @param writer keeps the bytes of the rows; what it holds is lost
   */
  constructor(
    given: GivenRows,
    defaults: RowDefaults,
    limits: ChunkLimits,
    base = 0,
    writer = new Writer(512),
  ) {
    this.#given = given
    this.#defaults = defaults
    this.#limits = limits
    this.base = base
    this.#writer = writer
    writer.rewind(0)
  }

  get count(): number {
    return this.#facts.count
  }

  get hasWrites(): boolean {
    return this.#hasWrites
  }

  // Each is asked for rows below the count only.

  key(index: number): Key {
    return this.#given.key(this.base + index)
  }

  action(index: number): RowAction {
    return this.#given.action(this.base + index)
  }

  /** The partition of a row's key. */
  partitionId(index: number): number {
    return this.#facts.partitionId(index)
  }

  isWrite(index: number): boolean {
    return this.#facts.isWrite(index)
  }

  /** Appends a row's bytes. */
  appendTo(writer: Writer, index: number): void {
    writer.bytes(this.#writer.buffer.subarray(this.#facts.start(index), this.#facts.end(index)))
  }

  /** Whether the bytes of a row may stand for those of another behind it. The server refuses to repeat the user's key. */
  canRepeat(previous: number, index: number): boolean {
    return this.#facts.start(previous) === this.#facts.start(index) && !this.#facts.isUnique(index)
  }

  /**
   * Checks the next row, encodes it and computes its digest. False when it belongs into another chunk; a chunk takes one at least.
   * @throws AerospikeError that names the row, when it is none or has what cannot be sent
   */
  add(): boolean {
    const index = this.base + this.count
    try {
      this.#given.check(index)
      const action = this.#given.action(index)
      const key = this.#given.key(index)
      const isWrite = mayWrite(action)
      return this.#repeats(action, key, isWrite)
        ? this.#repeat(key, isWrite)
        : this.#append(action, key, isWrite)
    } catch (error) {
      throw inRow(error, index)
    }
  }

  /** Adds the next row as one that is not sent. */
  refuse(error: AerospikeError): void {
    this.refused.set(this.count, error)
    this.#facts.push(this.#writer.position, this.#writer.position, 0, true, false)
  }

  #repeats(action: RowAction, key: Key, isWrite: boolean): boolean {
    const last = this.count - 1
    if (last < 0 || this.#facts.isUnique(last)) return false
    const before = this.key(last)
    if (isWrite && key.userKey !== undefined && before.userKey === undefined) return false
    return sameAction(this.action(last), action) && sameSet(before, key)
  }

  /** It adds so little that even a chunk that is full of large bytes goes on with it. */
  #repeat(key: Key, isWrite: boolean): boolean {
    const last = this.count - 1
    const overhead = (this.count + 1) * ROW_OVERHEAD
    const { wanted, most } = this.#limits
    if (overhead > wanted || this.#writer.position + overhead > most) return false
    const refusal = this.refused.get(last)
    if (refusal !== undefined) this.refused.set(this.count, refusal)
    this.#push(key, isWrite, this.#facts.start(last), this.#facts.end(last), false)
    return true
  }

  #append(action: RowAction, key: Key, isWrite: boolean): boolean {
    const writer = this.#writer
    const start = writer.position
    const overhead = (this.count + 1) * ROW_OVERHEAD
    const { wanted, most } = this.#limits
    if (this.count > 0 && start + overhead > wanted) return false
    const unique = this.#encodeWithin(action, key, isWrite, most - ROW_OVERHEAD)
    if (this.count > 0 && writer.position + overhead > most) {
      writer.rewind(start)
      return false
    }
    this.#push(key, isWrite, start, writer.position, unique)
    return true
  }

  #push(key: Key, isWrite: boolean, start: number, end: number, unique: boolean): void {
    this.#hasWrites ||= isWrite
    this.#facts.push(start, end, key.partitionId, unique, isWrite)
  }

  /** Encodes a row, or refuses it when it is larger than a request may be. Gives whether its bytes hold the user's key. */
  #encodeWithin(action: RowAction, key: Key, isWrite: boolean, room: number): boolean {
    const writer = this.#writer
    const start = writer.position
    writer.limit = start + room
    try {
      const unique = this.#encode(action, key, isWrite)
      if (writer.position > writer.limit) throw tooLarge(writer.position - start)
      writer.limit = 0
      return unique
    } catch (error) {
      writer.rewind(start)
      if (!isTooLarge(error)) throw error
      this.refused.set(this.count, error)
      return false
    }
  }

  /** Encodes a row; returns whether its bytes hold the user's key. */
  #encode(action: RowAction, key: Key, isWrite: boolean): boolean {
    // Operations are of both kinds, by what they do.
    if (isWrite) return this.#encodeWriting(action as WritingAction, key)
    this.#encodeReading(action as ReadingAction, key)
    return false
  }

  #encodeReading(action: ReadingAction, key: Key): void {
    const policy = this.#policy(READ_ROW_OPTIONS, this.#defaults.read, action.options)
    if (action.kind === 'operate') encodeReadOperationsRow(this.#writer, key, action.operations, policy)
    else encodeReadRow(this.#writer, key, action.kind === 'get' ? action.bins : NO_BINS, policy)
  }

  #encodeWriting(action: WritingAction, key: Key): boolean {
    const writer = this.#writer
    const policy = this.#writePolicy(action)
    if (action.kind === 'remove') encodeRemoveRow(writer, key, policy)
    else if (action.kind === 'apply') encodeUdfRow(writer, key, action, policy)
    else if (action.kind === 'put') encodeWriteRow(writer, key, action.bins, policy)
    else encodeWriteOperationsRow(writer, key, action.operations, policy)
    return policy.sendKey && key.userKey !== undefined
  }

  #writePolicy(action: WritingAction): WriteRowPolicy {
    const { write, remove, apply } = this.#defaults
    switch (action.kind) {
      case 'put':
      case 'operate':
        return this.#policy(WRITE_ROW_OPTIONS, write, action.options)
      case 'remove':
        return this.#policy(REMOVE_ROW_OPTIONS, remove, action.options) as WriteRowPolicy
      case 'apply':
        // A generation is nothing that a function call could ask for.
        return this.#policy(APPLY_ROW_OPTIONS, apply, action.options) as WriteRowPolicy
    }
  }

  #policy<T extends OptionTable>(table: T, defaults: Resolved<T>, options: object | undefined): Resolved<T> {
    if (options === undefined) return defaults
    const known = this.#checked.get(options)
    if (known?.table === table) return known.policy as Resolved<T>
    const policy = resolveOptions(table, defaults, options, 'options')
    this.#checked.set(options, { table, policy })
    return policy
  }
}

const NO_BINS: readonly string[] = []

/** Puts the row's number in front of what is wrong with it. */
function inRow(error: unknown, index: number): unknown {
  const where = `rows[${index}]`
  if (error instanceof ValueFailure) return error.toError(where)
  if (!(error instanceof AerospikeError)) return error
  error.message = `${where}: ${error.message}`
  return error
}
