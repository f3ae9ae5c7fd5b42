import { Info2 } from '../../wire/proto.ts'
import { Code } from '../result-code.ts'
import { type Answer, refusal } from './answer.ts'
import { fitsKey, fitsSet } from './checks.ts'
import { lookUp, type RecordCommand } from './context.ts'
import { checkFilter } from './filter.ts'
import { fitsGeneration } from './generation.ts'

/**
 * Removes a record; the answer never carries its metadata. A record that has expired but was not swept yet is removed like any
 * other (delete_master, delete_ce.c; drop_master, delete.c, 8.1.2).
 */
export function deleteRecord(command: RecordCommand): Answer {
  const { request, namespace } = command
  if ((request.info2 & Info2.durableDelete) !== 0) return refusal(Code.enterpriseOnly)
  const record = lookUp(command)
  if (record === undefined) return refusal(Code.notFound)
  if (!fitsSet(request, record)) return refusal(Code.parameter)
  if (!fitsGeneration(request, record.generation)) return refusal(Code.generation)
  const filtered = checkFilter(request, record, namespace, command.filter)
  if (filtered !== Code.ok) return refusal(filtered)
  if (!fitsKey(request, record)) return refusal(Code.keyMismatch)
  namespace.remove(record)
  return refusal(Code.ok)
}
