import { type BinValues, callFault, checkOperations } from '../commands/index.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import { Key } from '../key.ts'
import {
  type BatchPolicy,
  READ_ROW_OPTIONS,
  type ReadRowPolicy,
  REMOVE_ROW_OPTIONS,
  UDF_ROW_OPTIONS,
  WRITE_ROW_DEFAULTS,
  WRITE_ROW_OPTIONS,
  type WriteRowPolicy,
} from '../policy/batch.ts'
import { type OptionTable, type Resolved, resolveOptions } from '../policy/table.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'
import {
  encodeReadOperationsRow,
  encodeReadRow,
  encodeRemoveRow,
  encodeUdfRow,
  encodeWriteOperationsRow,
  encodeWriteRow,
} from './encode-row.ts'
import type { BatchRow } from './row.ts'

/** What rows are set to that have no options of their own. */
export interface RowDefaults {
  readonly read: ReadRowPolicy
  readonly write: WriteRowPolicy
}

/** Rows without options read as the batch says. Its filter is not theirs: the server applies it to every row without one. */
export function rowDefaults(policy: BatchPolicy, write: WriteRowPolicy = WRITE_ROW_DEFAULTS): RowDefaults {
  const { readMode, readModeStrong, readTouchTtlPercent } = policy
  const read = { filter: undefined, readMode, readModeStrong, readTouchTtlPercent }
  return { read, write: { ...write, filter: undefined } }
}

/**
 * The rows of a batch, checked, and encoded once for all attempts: what is sent again is what was given at first. A row that
 * differs from the one before it in nothing but its key shares its bytes.
 */
export class PreparedRows {
  /** Number of the first row, for what is told to the outside. */
  readonly base: number
  readonly rows: readonly BatchRow[]
  readonly #writer = new Writer(512)
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  /** By row: whether its bytes hold the user's key, which the server refuses to repeat. */
  readonly #unique: Uint8Array
  readonly #writes: Uint8Array
  readonly #defaults: RowDefaults
  /** Options checked already, by the object they were given as: rows mostly share it. */
  readonly #checked = new Map<object, { readonly table: OptionTable; readonly policy: object }>()
  #hasWrites = false

  constructor(rows: readonly BatchRow[], defaults: RowDefaults, base = 0) {
    this.rows = rows
    this.base = base
    this.#defaults = defaults
    this.#starts = new Uint32Array(rows.length)
    this.#ends = new Uint32Array(rows.length)
    this.#unique = new Uint8Array(rows.length)
    this.#writes = new Uint8Array(rows.length)
  }

  get count(): number {
    return this.rows.length
  }

  get hasWrites(): boolean {
    return this.#hasWrites
  }

  key(index: number): Key {
    return this.row(index).key
  }

  row(index: number): BatchRow {
    // Asked for numbers below the count only.
    return this.rows[index] as BatchRow
  }

  isWrite(index: number): boolean {
    return this.#writes[index] === 1
  }

  /** Appends a row's bytes; gives where they come from, by which equal ones are known. */
  appendTo(writer: Writer, index: number): void {
    const start = this.#starts[index] as number
    writer.bytes(this.#writer.buffer.subarray(start, this.#ends[index]))
  }

  /** Whether the bytes of a row may stand for those of another behind it. */
  canRepeat(previous: number, index: number): boolean {
    return this.#starts[previous] === this.#starts[index] && this.#unique[index] === 0
  }

  /** Checks and encodes a row. Those before it must be done. */
  add(index: number): void {
    try {
      this.#add(index)
    } catch (error) {
      throw inRow(error, this.base + index)
    }
  }

  #add(index: number): void {
    const row = checkRow(this.rows[index])
    const isWrite = row.kind !== 'read'
    this.#writes[index] = isWrite ? 1 : 0
    this.#hasWrites ||= isWrite
    const previous = index > 0 && this.#unique[index - 1] === 0 ? this.row(index - 1) : undefined
    if (previous !== undefined && differOnlyInKey(previous, row)) {
      this.#starts[index] = this.#starts[index - 1] as number
      this.#ends[index] = this.#ends[index - 1] as number
      return
    }
    this.#starts[index] = this.#writer.position
    this.#unique[index] = this.#encode(row) ? 1 : 0
    this.#ends[index] = this.#writer.position
  }

  /** Encodes a row; gives whether its bytes hold the user's key. */
  #encode(row: BatchRow): boolean {
    const writer = this.#writer
    if (row.kind === 'read') {
      const policy = this.#policy(READ_ROW_OPTIONS, this.#defaults.read, row.options)
      if (row.operations === undefined) encodeReadRow(writer, row.key, row.bins, policy)
      else encodeReadOperationsRow(writer, row.key, row.operations, policy)
      return false
    }
    const policy = this.#writePolicy(row)
    if (row.kind === 'remove') encodeRemoveRow(writer, row.key, policy)
    else if (row.kind === 'udf') encodeUdfRow(writer, row.key, row, policy)
    else if (row.operations === undefined) encodeWriteRow(writer, row.key, row.bins, policy)
    else encodeWriteOperationsRow(writer, row.key, row.operations, policy)
    return policy.sendKey && row.key.userKey !== undefined
  }

  #writePolicy(row: Exclude<BatchRow, { kind: 'read' }>): WriteRowPolicy {
    const { write } = this.#defaults
    switch (row.kind) {
      case 'write':
        return this.#policy(WRITE_ROW_OPTIONS, write, row.options)
      case 'remove':
        return this.#policy(REMOVE_ROW_OPTIONS, write, row.options) as WriteRowPolicy
      case 'udf':
        // A generation is nothing that a function call could ask for.
        return this.#policy(UDF_ROW_OPTIONS, write, row.options) as WriteRowPolicy
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

function checkRow(row: BatchRow | undefined): BatchRow {
  if (typeof row !== 'object' || (row as unknown) === null) {
    throw clientError('INVALID_ARGUMENT', 'it is no row', {
      hint: "{ kind: 'read', key }, or rows.read(key)",
    })
  }
  if (!((row.key as unknown) instanceof Key)) {
    throw clientError('INVALID_KEY', 'the key must be a Key', { hint: "new Key('namespace', 'set', key)" })
  }
  switch (row.kind) {
    case 'read':
      checkRead(row)
      return row
    case 'write':
      checkWrite(row)
      return row
    case 'remove':
      return row
    case 'udf':
      checkCall(row)
      return row
    default:
      throw clientError(
        'INVALID_ARGUMENT',
        `there is no kind ${JSON.stringify((row as { kind?: unknown }).kind)}`,
        { hint: 'it is read, write, remove or udf' },
      )
  }
}

function checkRead(row: Extract<BatchRow, { kind: 'read' }>): void {
  // The types know that one of them is missing; what is given may not.
  const { bins, operations } = row as { bins?: unknown; operations?: unknown }
  if (operations === undefined) {
    if (
      bins === undefined ||
      (Array.isArray(bins) && bins.every((bin) => typeof bin === 'string' && bin !== ''))
    )
      return
    throw clientError('INVALID_ARGUMENT', 'bins must be a list of bin names')
  }
  if (bins !== undefined)
    throw clientError('INVALID_ARGUMENT', 'it has bins and operations: one of them belongs')
  checkOperations(operations)
  if (operations.some((operation) => operation.isWrite)) {
    throw clientError('INVALID_ARGUMENT', 'an operation writes', { hint: "the row's kind is then 'write'" })
  }
}

function checkWrite(row: Extract<BatchRow, { kind: 'write' }>): void {
  const { bins, operations } = row as { bins?: unknown; operations?: unknown }
  if (operations === undefined) {
    if (typeof bins === 'object' && bins !== null && !Array.isArray(bins)) return
    throw clientError('INVALID_ARGUMENT', 'bins are given as an object: { name: value }')
  }
  if (bins !== undefined)
    throw clientError('INVALID_ARGUMENT', 'it has bins and operations: one of them belongs')
  checkOperations(operations)
  if (!operations.some((operation) => operation.isWrite)) {
    throw clientError('INVALID_ARGUMENT', 'no operation writes', { hint: "the row's kind is then 'read'" })
  }
}

function checkCall(row: Extract<BatchRow, { kind: 'udf' }>): void {
  const fault = callFault(row.module, row.function)
  if (fault !== undefined) throw clientError('INVALID_ARGUMENT', fault)
  if (row.args !== undefined && !Array.isArray(row.args)) {
    throw clientError('INVALID_ARGUMENT', 'args must be a list')
  }
}

/** Compares by identity what may be large; to miss an equality only costs bytes. */
function differOnlyInKey(a: BatchRow, b: BatchRow): boolean {
  if (a.kind !== b.kind || a.options !== b.options) return false
  if (a.key.namespace !== b.key.namespace || a.key.set !== b.key.set) return false
  if (a.kind !== 'read' && b.key.userKey !== undefined && a.key.userKey === undefined) return false
  if (a.kind === 'remove') return true
  if (a.kind === 'udf') {
    const other = b as typeof a
    return a.module === other.module && a.function === other.function && a.args === other.args
  }
  const other = b as typeof a
  return a.operations === other.operations && sameBins(a.bins, other.bins)
}

function sameBins(
  a: readonly string[] | BinValues | undefined,
  b: readonly string[] | BinValues | undefined,
): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((name, index) => name === b[index])
}

/** Puts the row's number in front of what is wrong with it. */
function inRow(error: unknown, index: number): unknown {
  const where = `rows[${index}]`
  if (error instanceof ValueFailure) return error.toError(where)
  if (!(error instanceof AerospikeError)) return error
  error.message = `${where}: ${error.message}`
  return error
}
