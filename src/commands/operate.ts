import { clientError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { OperatePolicy } from '../policy/command.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import { beginMessage, endMessage, writeOperation, writePackedOperation } from '../wire/message.ts'
import { Info1, Info2 } from '../wire/proto.ts'
import { readFields, readGeneration, readOperationCount, readResults, readTtl } from '../wire/reply.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'
import type { Command } from '../execute/command.ts'
import { writeRecordFields } from './fields.ts'
import {
  readInfo1,
  readInfo3,
  serverTimeout,
  writeGeneration,
  writeInfo2,
  writeInfo3,
  writeInfo4,
} from './flags.ts'
import { passesFilter } from './refusal.ts'
import { canLeaveOut, isReadAll, pairResults } from './results.ts'
import { binError } from './write.ts'

/** What `operate` answers. */
export interface OperateResult<Results = readonly Value[]> {
  readonly key: Key
  /** One result for each operation, in their order; null for one that answers nothing. */
  readonly results: Results
  /** The same by bin: the last result of each bin that is not null. */
  readonly bins: Bins
  readonly generation: number
  /** Seconds until the record expires; -1 when it never does. */
  readonly ttl: number
}

type Operations = readonly Operation[]

/**
 * Request:  namespace, [set], digest, [key], [filter]; the operations in order; info2 |= RESPOND_ALL_OPS, which makes the
 *           server answer each of them in the order asked (write.c, read.c); not with a read of all bins, where it refuses that
 * Reply:    one frame; the results as operations
 */
function operateCommand(isWrite: boolean): Command<Operations, OperateResult | null, OperatePolicy> {
  return { name: 'operate', isWrite, encode, decode }
}

const operateRead = operateCommand(false)
const operateWrite = operateCommand(true)

/** The command for a list of operations. */
export function operateFor(operations: Operations): Command<Operations, OperateResult | null, OperatePolicy> {
  return operations.some((operation) => operation.isWrite) ? operateWrite : operateRead
}

/** Refuses lists of operations that the server would refuse, or answer in a way that cannot be told apart. */
export function checkOperations(operations: unknown): asserts operations is Operations {
  if (!Array.isArray(operations) || operations.length === 0) {
    throw clientError('INVALID_ARGUMENT', 'operate takes a list of at least one operation')
  }
  for (const [index, operation] of (operations as readonly unknown[]).entries()) {
    if (!isOperation(operation)) {
      throw clientError('INVALID_ARGUMENT', `operations[${index}] is no operation`, {
        hint: 'build it with ops, lists, maps, bits or hll',
        operationIndex: index,
      })
    }
  }
  const checked = operations as Operations
  if (
    checked.some(isReadAll) &&
    !checked.every((operation) => isReadAll(operation) || isScalarWrite(operation))
  ) {
    throw clientError('INVALID_ARGUMENT', 'A read of all bins can stand with scalar writes only', {
      hint: 'read the bins by name, or read them in a call of its own',
    })
  }
}

function isOperation(value: unknown): value is Operation {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'bin' in value && 'isWrite' in value
  )
}

function isScalarWrite(operation: Operation): boolean {
  return operation.isWrite && operation.payload === undefined
}

function encode(writer: Writer, key: Key, operations: Operations, policy: OperatePolicy): void {
  const isWrite = operations.some((operation) => operation.isWrite)
  const isRead = operations.some((operation) => !operation.isWrite)
  const readsAll = operations.some(isReadAll)
  const mark = beginMessage(writer)
  const fields = writeRecordFields(writer, key, policy.filterExpression, isWrite && policy.sendKey)
  for (const [index, operation] of operations.entries()) writeOne(writer, operation, index)
  const header = {
    info1: (isRead ? Info1.read : 0) | (readsAll ? Info1.getAll : 0) | readInfo1(policy),
    info2:
      (isWrite ? Info2.write : 0) |
      (asksForAll(operations, policy) ? Info2.respondAllOps : 0) |
      writeInfo2(policy),
    info3: readInfo3(policy) | writeInfo3(policy),
    info4: writeInfo4(policy),
    generation: writeGeneration(policy),
    ttl: isWrite ? policy.ttl : policy.readTouchTtlPercent,
    timeout: serverTimeout(policy),
  }
  endMessage(writer, mark, header, fields, operations.length)
}

/** Answers are left out only where those that come can still be told apart; beside a read of all bins they must be. */
function asksForAll(operations: Operations, policy: OperatePolicy): boolean {
  if (operations.some(isReadAll)) return false
  return policy.respondAllOps || !canLeaveOut(operations)
}

/** Writes one operation of a list; a value that cannot be sent names the operation and its bin. */
export function writeOne(writer: Writer, operation: Operation, index: number): void {
  const { code, bin, payload, value } = operation
  try {
    if (value === undefined) writePackedOperation(writer, code, bin, payload)
    else writeOperation(writer, code, bin, value)
  } catch (error) {
    if (!(error instanceof ValueFailure)) throw error
    const refused = binError(bin, error)
    throw clientError(
      refused.code === 'INVALID_BIN_NAME' ? 'INVALID_BIN_NAME' : 'INVALID_VALUE',
      `operations[${index}]: ${refused.message}`,
      { operationIndex: index },
    )
  }
}

function decode(
  buffer: Buffer,
  start: number,
  end: number,
  key: Key,
  operations: Operations,
  policy: OperatePolicy,
): OperateResult | null {
  if (!passesFilter(buffer, start, end, policy, operations)) return null
  const at = readFields(buffer, start, end)
  const answers = readResults(buffer, at, end, readOperationCount(buffer, start), policy)
  const { results, bins } = pairResults(operations, answers, !asksForAll(operations, policy))
  return { key, results, bins, generation: readGeneration(buffer, start), ttl: readTtl(buffer, start) }
}
