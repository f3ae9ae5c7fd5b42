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
import { checkRow, differOnlyInKey } from './check-row.ts'
import {
  encodeReadOperationsRow,
  encodeReadRow,
  encodeRemoveRow,
  encodeUdfRow,
  encodeWriteOperationsRow,
  encodeWriteRow,
} from './encode-row.ts'
import { RowFacts } from './row-facts.ts'
import { type BatchRow, isWriteRow, type ReadingRow, type WritingRow } from './row.ts'

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
  readonly #rows: BatchRow[] = []
  readonly #writer: Writer
  /** Partitions are found out here since the digests take their time, which belongs to what the deadline cuts. */
  readonly #facts = new RowFacts()
  readonly #limits: ChunkLimits
  readonly #defaults: RowDefaults
  /** Options checked already, by the object they were given as: rows mostly share it. */
  readonly #checked = new Map<object, { readonly table: OptionTable; readonly policy: object }>()
  #hasWrites = false

  /** @param writer keeps the bytes of the rows; what it holds is lost */
  constructor(defaults: RowDefaults, limits: ChunkLimits, base = 0, writer = new Writer(512)) {
    this.#defaults = defaults
    this.#limits = limits
    this.base = base
    this.#writer = writer
    writer.rewind(0)
  }

  get count(): number {
    return this.#rows.length
  }

  get hasWrites(): boolean {
    return this.#hasWrites
  }

  key(index: number): Key {
    return this.row(index).key
  }

  /** The partition of a row's key. */
  partitionId(index: number): number {
    return this.#facts.partitionId(index)
  }

  row(index: number): BatchRow {
    // Asked for numbers below the count only.
    return this.#rows[index] as BatchRow
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
   * Checks a row, encodes it and computes its digest. False when it belongs into another chunk; a chunk takes one at least.
   * @throws AerospikeError that names the row, when it is none or has what cannot be sent
   */
  add(row: BatchRow | undefined): boolean {
    try {
      const checked = checkRow(row)
      const isWrite = isWriteRow(checked)
      return this.#repeats(checked, isWrite) ? this.#repeat(checked, isWrite) : this.#append(checked, isWrite)
    } catch (error) {
      throw inRow(error, this.base + this.count)
    }
  }

  /** Adds a row that is not sent. */
  refuse(row: BatchRow, error: AerospikeError): void {
    this.refused.set(this.count, error)
    this.#push(row, isWriteRow(row), this.#writer.position, this.#writer.position, true)
  }

  #repeats(row: BatchRow, isWrite: boolean): boolean {
    const last = this.count - 1
    return last >= 0 && !this.#facts.isUnique(last) && differOnlyInKey(this.row(last), row, isWrite)
  }

  /** It adds so little that even a chunk that is full of large bytes goes on with it. */
  #repeat(row: BatchRow, isWrite: boolean): boolean {
    const last = this.count - 1
    const overhead = (this.count + 1) * ROW_OVERHEAD
    const { wanted, most } = this.#limits
    if (overhead > wanted || this.#writer.position + overhead > most) return false
    const refusal = this.refused.get(last)
    if (refusal !== undefined) this.refused.set(this.count, refusal)
    this.#push(row, isWrite, this.#facts.start(last), this.#facts.end(last), false)
    return true
  }

  #append(row: BatchRow, isWrite: boolean): boolean {
    const writer = this.#writer
    const start = writer.position
    const overhead = (this.count + 1) * ROW_OVERHEAD
    const { wanted, most } = this.#limits
    if (this.count > 0 && start + overhead > wanted) return false
    const unique = this.#encodeWithin(row, isWrite, most - ROW_OVERHEAD)
    if (this.count > 0 && writer.position + overhead > most) {
      writer.rewind(start)
      return false
    }
    this.#push(row, isWrite, start, writer.position, unique)
    return true
  }

  #push(row: BatchRow, isWrite: boolean, start: number, end: number, unique: boolean): void {
    this.#hasWrites ||= isWrite
    this.#facts.push(start, end, row.key.partitionId, unique, isWrite)
    this.#rows.push(row)
  }

  /** Encodes a row, or refuses it when it is larger than a request may be. Gives whether its bytes hold the user's key. */
  #encodeWithin(row: BatchRow, isWrite: boolean, room: number): boolean {
    const writer = this.#writer
    const start = writer.position
    writer.limit = start + room
    try {
      const unique = this.#encode(row, isWrite)
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
  #encode(row: BatchRow, isWrite: boolean): boolean {
    // Operations are of both kinds, by what they do.
    if (isWrite) return this.#encodeWriting(row as WritingRow)
    this.#encodeReading(row as ReadingRow)
    return false
  }

  #encodeReading(row: ReadingRow): void {
    const policy = this.#policy(READ_ROW_OPTIONS, this.#defaults.read, row.options)
    if (row.kind === 'operate') encodeReadOperationsRow(this.#writer, row.key, row.operations, policy)
    else encodeReadRow(this.#writer, row.key, row.kind === 'get' ? row.bins : NO_BINS, policy)
  }

  #encodeWriting(row: WritingRow): boolean {
    const writer = this.#writer
    const { key } = row
    const policy = this.#writePolicy(row)
    if (row.kind === 'remove') encodeRemoveRow(writer, key, policy)
    else if (row.kind === 'apply') encodeUdfRow(writer, key, row, policy)
    else if (row.kind === 'put') encodeWriteRow(writer, key, row.bins, policy)
    else encodeWriteOperationsRow(writer, key, row.operations, policy)
    return policy.sendKey && key.userKey !== undefined
  }

  #writePolicy(row: WritingRow): WriteRowPolicy {
    const { write, remove, apply } = this.#defaults
    switch (row.kind) {
      case 'put':
      case 'operate':
        return this.#policy(WRITE_ROW_OPTIONS, write, row.options)
      case 'remove':
        return this.#policy(REMOVE_ROW_OPTIONS, remove, row.options) as WriteRowPolicy
      case 'apply':
        // A generation is nothing that a function call could ask for.
        return this.#policy(APPLY_ROW_OPTIONS, apply, row.options) as WriteRowPolicy
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
