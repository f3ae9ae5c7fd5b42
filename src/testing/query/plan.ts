import { FieldType, Info1 } from '../../wire/proto.ts'
import { compileExpression, compileFilter, type Expression } from '../expression/index.ts'
import type { Request } from '../record/request.ts'
import { Code } from '../result-code.ts'
import type { SecondaryIndex } from '../sindex/secondary-index.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { Search } from './candidates.ts'
import { type IndexRange, parseRange } from './range.ts'

/** Longest name of a set or an index, in bytes (AS_SET_NAME_MAX_SIZE, INAME_MAX_SZ). */
const MAX_SET_NAME = 63
const MAX_INDEX_NAME = 63
/** How long the server waits for a client that takes no data, in milliseconds, unless the query says (CF_SOCKET_TIMEOUT). */
const DEFAULT_SOCKET_TIMEOUT = 10_000

/** What all kinds of queries have. */
export interface QueryPlan {
  readonly request: Request
  readonly namespace: MemoryNamespace
  readonly search: Search
  readonly recordsPerSecond: number
  /** 0 for no end. */
  readonly socketTimeout: number
  readonly filter: Expression | undefined
  readonly id: bigint
}

/** Reads what a query asks for; a result code when it is refused (basic_query_job_start, as/src/query/query.c, 8.1.2). */
export function planQuery(request: Request, namespace: MemoryNamespace): QueryPlan | number {
  const set = request.text(FieldType.set)
  const recordsPerSecond = numberField(request, FieldType.recordsPerSecond, 4)
  const isShort = (request.info1 & Info1.shortQuery) !== 0
  if (set.length > MAX_SET_NAME || recordsPerSecond === undefined) return Code.parameter
  if (isShort && request.has(FieldType.recordsPerSecond)) return Code.parameter
  const where = whereOf(request, namespace, set)
  if (typeof where === 'number') return where
  const timeout = numberField(request, FieldType.socketTimeout, 4)
  const filterBytes = request.field(FieldType.filterExpression)
  const filter = filterBytes === undefined ? undefined : compileFilter(filterBytes)
  if (timeout === undefined || (filterBytes !== undefined && filter === undefined)) return Code.parameter
  return {
    request,
    namespace,
    search: { namespace, set, where },
    recordsPerSecond: Number(recordsPerSecond),
    socketTimeout: request.has(FieldType.socketTimeout) ? Number(timeout) : DEFAULT_SOCKET_TIMEOUT,
    filter,
    id: request.field(FieldType.queryId)?.readBigUInt64BE(0) ?? 0n,
  }
}

/** A field that is one number of so many bytes: 0 when it is not there, undefined when it has another size. */
export function numberField(request: Request, type: number, size: 4 | 8): bigint | undefined {
  const field = request.field(type)
  if (field === undefined) return 0n
  if (field.length !== size) return undefined
  return size === 4 ? BigInt(field.readUInt32BE(0)) : field.readBigUInt64BE(0)
}

/** The index that a query goes by; undefined when it goes through all records. */
function whereOf(request: Request, namespace: MemoryNamespace, set: string): Search['where'] | number {
  const name = request.text(FieldType.indexName)
  const expression = request.field(FieldType.indexExpression)
  const named = request.has(FieldType.indexName)
  if (named && (name === '' || name.length > MAX_INDEX_NAME || expression !== undefined))
    return Code.parameter
  const rangeField = request.field(FieldType.indexRange)
  if (rangeField === undefined) return undefined
  const range = parseRange(rangeField, !named && expression === undefined)
  const context = request.field(FieldType.indexContext)
  if (range === undefined || (context !== undefined && (named || expression !== undefined)))
    return Code.parameter
  if (context?.length === 0 || expression?.length === 0) return Code.parameter
  const index = named ? namespace.indexes.byName(name) : findIndex(request, namespace, set, range)
  return index === undefined ? Code.indexNotFound : { index, range }
}

function findIndex(
  request: Request,
  namespace: MemoryNamespace,
  set: string,
  range: IndexRange,
): SecondaryIndex | undefined {
  const context = request.field(FieldType.indexContext)
  const bytes = request.field(FieldType.indexExpression)
  const compiled = bytes === undefined ? undefined : compileExpression(bytes)
  if (bytes !== undefined && compiled === undefined) return undefined
  return namespace.indexes.forQuery({
    set,
    bin: range.bin,
    type: range.type,
    collection: request.field(FieldType.indexType)?.[0] ?? 0,
    ...(context === undefined ? {} : { context }),
    ...(bytes === undefined || compiled === undefined ? {} : { expression: { bytes, compiled } }),
  })
}
