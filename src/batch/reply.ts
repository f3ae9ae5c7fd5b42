import { pairResults } from '../commands/index.ts'
import { UdfBin, udfFailure } from '../commands/udf.ts'
import { refusal } from '../commands/refusal.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import { AerospikeError, protocolError, ResultCode } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import type { Key } from '../key.ts'
import { type Bins, type Record, recordOf } from '../record.ts'
import type { DecodeOptions, Value } from '../values.ts'
import { MESSAGE_HEADER_SIZE } from '../wire/proto.ts'
import {
  isLast,
  OperationReader,
  readBinsOf,
  readFields,
  readGeneration,
  readMetadata,
  readOperationCount,
  readResultCode,
  readResultsOf,
  readRowIndex,
  readTtl,
  type RecordMetadata,
} from '../wire/reply.ts'
import type { AnyResult, RowIdentity } from './result.ts'
import type { OperateRow, RowAction } from './row.ts'

const { OK, NOT_FOUND, FILTERED_OUT, UDF_FAILED } = ResultCode

/** The result code of the whole, when the frame is the last one; the server sends it on its own (as_batch_send_trailer). */
export function readTrailer(buffer: Buffer, start: number, end: number): number | undefined {
  if (end - start !== MESSAGE_HEADER_SIZE || !isLast(buffer, start)) return undefined
  return readResultCode(buffer, start, end)
}

/** Who the rows of a frame belong to. */
export interface RowTaker {
  /** Whether an answer is due for the row with that index. */
  isDue(index: number): boolean
  key(index: number): Key
  action(index: number): RowAction
  /** A row is done; its answer had so many bytes. */
  done(index: number, result: AnyResult, size: number): void
  /** A row was refused. */
  refused(index: number, error: AerospikeError): void
}

/** The part of a row that says what its answers belong to. */
type RowOperations = Pick<OperateRow, 'operations'>

/** What the batch says of rows that do not say otherwise. */
type RowOptions = DecodeOptions & { readonly filterExpression?: FilterExpression | undefined }

/** Reads the rows of frames, one at a time, so that somebody else decides how many in one go. */
export class RowReader {
  readonly #taker: RowTaker
  readonly #base: number
  readonly #options: RowOptions
  readonly #reader = new OperationReader(0)
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0

  constructor(taker: RowTaker, base: number, options: RowOptions) {
    this.#taker = taker
    this.#base = base
    this.#options = options
  }

  /** Goes on with another frame. */
  begin(buffer: Buffer, start: number, end: number): void {
    this.#buffer = buffer
    this.#at = start
    this.#end = end
  }

  /** Where the next row stands. */
  get position(): number {
    return this.#at
  }

  get finished(): boolean {
    return this.#at >= this.#end
  }

  /** Reads one row. What it throws means that the rest of the stream cannot be read either. */
  next(): void {
    const buffer = this.#buffer
    const start = this.#at
    const resultCode = readResultCode(buffer, start, this.#end)
    if (isLast(buffer, start)) throw protocolError('The end of a batch stands among its rows')
    const index = readRowIndex(buffer, start)
    if (!this.#taker.isDue(index))
      throw protocolError(`A node answered row ${index} of a batch, which it was not asked for`)
    const operations = readFields(buffer, start, this.#end)
    this.#reader.moveTo(operations)
    this.#take(index, resultCode, start, operations)
    this.#at = this.#reader.position
  }

  #take(index: number, resultCode: number, start: number, operations: number): void {
    const count = readOperationCount(this.#buffer, start)
    let result: AnyResult | AerospikeError
    try {
      result = this.#outcome(index, resultCode, start, count)
    } catch (error) {
      // A value that cannot be read is the row's own misfortune; only a broken frame is everybody's, and is found here.
      this.#reader.moveTo(operations)
      this.#reader.skip(this.#buffer, this.#end, count)
      result = asError(error)
    }
    if (result instanceof AerospikeError) this.#taker.refused(index, result)
    else this.#taker.done(index, result, this.#reader.position - start)
  }

  #outcome(index: number, resultCode: number, start: number, count: number): AnyResult | AerospikeError {
    const action = this.#taker.action(index)
    switch (resultCode) {
      case OK:
        return this.#read(action, index, start, count)
      case NOT_FOUND:
      case FILTERED_OUT:
        this.#reader.skip(this.#buffer, this.#end, count)
        return this.#empty(resultCode === NOT_FOUND ? 'notFound' : 'filteredOut', action, index)
      default:
        return this.#refusal(action, resultCode, count)
    }
  }

  #empty(status: 'notFound' | 'filteredOut', action: RowAction, index: number): AnyResult {
    return emptyResult(status, this.#base + index, this.#taker.key(index), action) as AnyResult
  }

  #read(action: RowAction, index: number, start: number, count: number): AnyResult {
    const key = this.#taker.key(index)
    const result = resultOf('ok', this.#base + index, key)
    switch (action.kind) {
      case 'get':
      case 'exists':
        result.record = this.#record(key, this.#bins(count), start)
        break
      case 'operate':
        this.#readOperations(result, action, start, count)
        break
      case 'remove':
        this.#reader.skip(this.#buffer, this.#end, count)
        break
      case 'apply':
        result.value = this.#bins(count)[UdfBin.success] ?? null
        break
      case 'put':
        this.#reader.skip(this.#buffer, this.#end, count)
        result.metadata = readMetadata(this.#buffer, start)
    }
    return result as AnyResult
  }

  #bins(count: number): Bins {
    return readBinsOf(this.#reader, this.#buffer, this.#end, count, this.#options)
  }

  #record(key: Key, bins: Bins, start: number): Record {
    const buffer = this.#buffer
    return recordOf(key, bins, readGeneration(buffer, start), readTtl(buffer, start))
  }

  #readOperations(result: Result, { operations }: RowOperations, start: number, count: number): void {
    const answers = readResultsOf(this.#reader, this.#buffer, this.#end, count, this.#options)
    const { results, bins } = pairResults(operations, answers)
    result.record = this.#record(result.key, bins, start)
    result.results = results
  }

  #refusal(action: RowAction, resultCode: number, count: number): AerospikeError {
    if (resultCode !== UDF_FAILED) {
      this.#reader.skip(this.#buffer, this.#end, count)
      const filterExpression = action.options?.filterExpression ?? this.#options.filterExpression
      const operations = action.kind === 'operate' ? action.operations : undefined
      return refusal(resultCode, { filterExpression, operations })
    }
    return udfFailure(this.#bins(count)[UdfBin.failure])
  }
}

/** A result while it is made: what it has besides the first three is said by its row and its status. */
interface Result extends RowIdentity {
  readonly status: AnyResult['status']
  record?: Record | null
  results?: readonly Value[]
  value?: Value
  metadata?: RecordMetadata
  error?: AerospikeError
}

/** Not made by a literal, for the reason that {@link recordOf} has. */
function resultOf(status: AnyResult['status'], index: number, key: Key): Result {
  const result = {} as { -readonly [Name in keyof Result]: Result[Name] }
  result.status = status
  result.index = index
  result.key = key
  return result
}

/** A row without a record: `record` is null where there would have been one. */
function emptyResult(
  status: 'notFound' | 'filteredOut' | 'error',
  index: number,
  key: Key,
  { kind }: RowAction,
): Result {
  const result = resultOf(status, index, key)
  if (kind === 'get' || kind === 'exists' || kind === 'operate') result.record = null
  return result
}

export function errorResult(error: AerospikeError, index: number, key: Key, action: RowAction): AnyResult {
  const result = emptyResult('error', index, key, action)
  result.error = error
  return result as AnyResult
}
