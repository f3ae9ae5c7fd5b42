import { FieldType } from '../../wire/proto.ts'
import { compileFilter, type Expression } from '../expression/index.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import type { Request } from './request.ts'
import { Subject } from './subject.ts'

/**
 * Applies the request's own filter, else the one given with the whole batch. A filter that is no expression is refused only when
 * there is a record to ask it about (handle_meta_filter, rw_utils.c, 8.1.2).
 */
export function checkFilter(
  request: Request,
  record: StoredRecord,
  namespace: MemoryNamespace,
  shared?: Expression,
): number {
  const own = request.field(FieldType.filterExpression)
  const filter = own === undefined ? shared : compileFilter(own)
  if (filter === undefined) return own === undefined ? Code.ok : Code.parameter
  return filter.matches(Subject.of(record, namespace.clock.now())) ? Code.ok : Code.filteredOut
}
