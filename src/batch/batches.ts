import { type BinValues, checkOperations } from '../commands/index.ts'
import { clientError } from '../errors/index.ts'
import type { Session } from '../execute/session.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import {
  BATCH_OPTIONS,
  BATCH_STREAM_OPTIONS,
  type BatchPolicy,
  GET_MANY_OPTIONS,
  PUT_MANY_OPTIONS,
  REMOVE_MANY_OPTIONS,
  WRITE_ROW_DEFAULTS,
} from '../policy/batch.ts'
import type { BatchSettings } from '../policy/resolve-client.ts'
import { resolveOptions } from '../policy/table.ts'
import type { Bins } from '../record.ts'
import { executeBatch } from './execute.ts'
import type { RowSource } from './row-chunks.ts'
import { rowDefaults } from './prepare.ts'
import type {
  BatchResults,
  ExistsRowResult,
  GetRowResult,
  OperateRowResult,
  PutRowResult,
  RemoveRowResult,
} from './result.ts'
import { type GivenRows, KeyList, RowList } from './given-rows.ts'
import type { BatchRow, RowAction } from './row.ts'
import { RowStream } from './stream.ts'
import type { BatchStream } from './batch-stream.ts'
import type {
  BatchOptions,
  BatchStreamOptions,
  GetManyOptions,
  PutManyOptions,
  RemoveManyOptions,
} from '../policy/batch-options.ts'

/** A record to be written by `putMany`. */
export type PutEntry = readonly [key: Key, bins: BinValues]

/** The batches of one client. */
export class Batches {
  readonly #session: Session
  readonly #settings: () => BatchSettings

  /** @param settings asked for each batch, since they may change */
  constructor(session: Session, settings: () => BatchSettings) {
    this.#session = session
    this.#settings = settings
  }

  async batch<const Rows extends readonly BatchRow[]>(
    rows: Rows,
    options?: BatchOptions,
  ): Promise<BatchResults<Rows>> {
    const { reads, writes, rows: own } = this.#settings()
    const defaults = reads !== writes && anyWrites(rows) ? writes : reads
    const policy = resolveOptions(BATCH_OPTIONS, defaults, options, 'batch')
    const ofRows = rowDefaults(policy, own.write, own)
    // A list of its own, here and in the other calls: the caller's may change while it is worked on.
    const given = Array.isArray(rows) ? new RowList([...(rows as readonly BatchRow[])]) : undefined
    return (await executeBatch(this.#session, given, policy, ofRows)) as BatchResults<Rows>
  }

  stream<Row extends BatchRow>(rows: RowSource<Row>, options?: BatchStreamOptions): BatchStream<Row> {
    if (!isSource(rows)) {
      throw clientError(
        'INVALID_ARGUMENT',
        'batchStream takes rows as a list, an iterable or an async iterable',
      )
    }
    // The time of a whole batch is not that of a stream, whose consumer takes as long as it likes.
    const { writes, rows: own } = this.#settings()
    const defaults = { ...writes, timeout: 0, requestSize: 5_000, requestsInFlight: 2 }
    const policy = resolveOptions(BATCH_STREAM_OPTIONS, defaults, options, 'batchStream')
    return new RowStream(this.#session, rows, policy, rowDefaults(policy, own.write, own))
  }

  async getMany<B = Bins>(keys: readonly Key[], options?: GetManyOptions): Promise<GetRowResult<B>[]> {
    const defaults = { ...this.#settings().reads, bins: undefined }
    const policy = resolveOptions(GET_MANY_OPTIONS, defaults, options, 'getMany')
    const { bins } = policy
    const rows = rowsOf(keys, { kind: 'get', bins: bins && [...bins] })
    return (await executeBatch(this.#session, rows, policy, rowDefaults(policy))) as GetRowResult<B>[]
  }

  async existsMany(keys: readonly Key[], options?: BatchOptions): Promise<ExistsRowResult[]> {
    const policy = resolveOptions(BATCH_OPTIONS, this.#settings().reads, options, 'existsMany')
    const rows = rowsOf(keys, { kind: 'exists' })
    return (await executeBatch(this.#session, rows, policy, rowDefaults(policy))) as ExistsRowResult[]
  }

  async putMany(entries: Iterable<PutEntry>, options?: PutManyOptions): Promise<PutRowResult[]> {
    const policy = this.#writing(options, 'putMany')
    if (typeof (entries as Partial<typeof entries> | undefined)?.[Symbol.iterator] !== 'function')
      throw clientError('INVALID_ARGUMENT', 'putMany takes a list of [key, bins]')
    const rows = Array.from(entries, (entry, index): BatchRow => {
      if (!Array.isArray(entry))
        throw clientError('INVALID_ARGUMENT', `rows[${index}]: putMany takes a list of [key, bins]`)
      const [key, bins] = entry as PutEntry
      return { kind: 'put', key, bins }
    })
    const given = new RowList(rows)
    return (await executeBatch(this.#session, given, policy, rowDefaults(policy, policy))) as PutRowResult[]
  }

  async operateMany<const Operations extends readonly Operation[]>(
    keys: readonly Key[],
    operations: Operations,
    options?: PutManyOptions,
  ): Promise<OperateRowResult<Operations>[]> {
    const policy = this.#writing(options, 'operateMany')
    checkOperations(operations)
    const rows = rowsOf(keys, { kind: 'operate', operations: [...operations] })
    const results = await executeBatch(this.#session, rows, policy, rowDefaults(policy, policy))
    return results as OperateRowResult<Operations>[]
  }

  async removeMany(keys: readonly Key[], options?: RemoveManyOptions): Promise<RemoveRowResult[]> {
    const policy = resolveOptions(REMOVE_MANY_OPTIONS, this.#settings().removes, options, 'removeMany')
    const rows = rowsOf(keys, { kind: 'remove' })
    const row = { ...WRITE_ROW_DEFAULTS, ...policy }
    return await executeBatch(this.#session, rows, policy, rowDefaults(policy, row))
  }

  #writing(options: PutManyOptions | undefined, where: string): BatchPolicy & typeof WRITE_ROW_DEFAULTS {
    return resolveOptions(PUT_MANY_OPTIONS, this.#settings().puts, options, where)
  }
}

/** Whether any row may write. What is no row is found out later, and refused. */
function anyWrites(rows: unknown): boolean {
  if (!Array.isArray(rows)) return false
  return (rows as (Partial<BatchRow> | null | undefined)[]).some((row) => {
    if (row?.kind === 'get' || row?.kind === 'exists') return false
    const { operations } = (row ?? {}) as { readonly operations?: unknown }
    return !Array.isArray(operations) || (operations as Operation[]).some(({ isWrite }) => isWrite)
  })
}

function rowsOf(keys: readonly Key[], action: RowAction): GivenRows {
  if (!Array.isArray(keys)) throw clientError('INVALID_ARGUMENT', 'The keys must be a list')
  return new KeyList([...(keys as readonly Key[])], action)
}

function isSource(rows: unknown): boolean {
  return (
    typeof rows === 'object' && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows)
  )
}
