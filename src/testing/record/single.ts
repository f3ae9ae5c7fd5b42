import { partitionOf } from '../../wire/digest.ts'
import { DIGEST_SIZE, FieldType, Info1, Info2 } from '../../wire/proto.ts'
import { latin1 } from '../latin1.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import { type Answer, refusal } from './answer.ts'
import type { RecordCommand } from './context.ts'
import { deleteRecord } from './delete.ts'
import { applyUdf } from '../udf/apply.ts'
import { callOf } from '../udf/call.ts'
import type { UdfRuntime } from '../udf/runtime.ts'
import { readRecord } from './read.ts'
import type { Request } from './request.ts'
import { writeRecord } from './write.ts'

/** A command of a client on one record; a result code when it names no record. */
export function commandOf(request: Request, namespace: MemoryNamespace): RecordCommand | number {
  const digest = request.field(FieldType.digest)
  if (digest?.length !== DIGEST_SIZE) return Code.parameter
  return { namespace, request, partition: partitionOf(digest), id: latin1(digest, 0, DIGEST_SIZE) }
}

/** Does what a command on one record asks for (as_tsvc_process_transaction, as/src/base/thr_tsvc.c, 8.1.2). */
export function runRecordCommand(command: RecordCommand, runtime: UdfRuntime): Answer {
  const { info1, info2 } = command.request
  if ((info2 & Info2.write) === 0) {
    return (info1 & Info1.read) === 0 ? refusal(Code.parameter) : readRecord(command)
  }
  if ((info2 & Info2.delete) !== 0) return deleteRecord(command)
  if (command.request.has(FieldType.udfFilename)) return applyCall(command, runtime)
  return writeRecord(command)
}

function applyCall(command: RecordCommand, runtime: UdfRuntime): Answer {
  const call = callOf(command.request)
  return typeof call === 'number' ? refusal(call) : applyUdf(runtime, command, call)
}
