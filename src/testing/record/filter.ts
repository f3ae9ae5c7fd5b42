import { FieldType } from '../../wire/proto.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import { Code } from '../result-code.ts'
import type { Request } from './request.ts'

/** A filter ready to be asked about records. */
export type RecordFilter = (record: StoredRecord, namespace: MemoryNamespace) => boolean

/** Builds a filter from its bytes; undefined when they are no expression. */
export type FilterBuilder = (expression: Buffer) => RecordFilter | undefined

/**
 * Applies the request's own filter, else the one given with the whole batch. A filter that is no expression is refused only when
 * there is a record to ask it about (handle_meta_filter, rw_utils.c, 8.1.2).
 */
export function checkFilter(
  request: Request,
  record: StoredRecord,
  namespace: MemoryNamespace,
  shared?: RecordFilter,
): number {
  let filter = shared
  if (request.has(FieldType.filterExpression)) {
    return Code.unsupportedFeature
  }
  if (filter === undefined) return Code.ok
  return filter(record, namespace) ? Code.ok : Code.filteredOut
}
