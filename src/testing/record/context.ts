import type { Expression } from '../expression/index.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import type { Request } from './request.ts'

/** One command on one record: where it is, what is asked, and what it inherits from a batch or a background job. */
export interface RecordCommand {
  readonly namespace: MemoryNamespace
  readonly request: Request
  readonly partition: number
  /** The digest's bytes, a character for each. */
  readonly id: string
  /** The filter of the batch it belongs to. */
  readonly filter?: Expression | undefined
  /** Part of a background job: the set is not compared again, and nothing may be created. */
  readonly background?: boolean
}

/** The record a command is about, when it is there: doomed ones are too. */
export function lookUp(command: RecordCommand): StoredRecord | undefined {
  return command.namespace.find(command.partition, command.id)
}
