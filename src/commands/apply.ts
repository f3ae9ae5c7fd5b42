import { clientError, ResultCode } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { ApplyPolicy } from '../policy/udf.ts'
import type { Value } from '../values.ts'
import { beginMessage, endMessage } from '../wire/message.ts'
import { nameFault, UDF_NAME_MAX } from '../wire/names.ts'
import { Info1, Info2 } from '../wire/proto.ts'
import { readBins, readFields, readOperationCount, readResultCode } from '../wire/reply.ts'
import type { Writer } from '../wire/writer.ts'
import type { Command } from '../execute/command.ts'
import { writeRecordFields } from './fields.ts'
import { serverTimeout, writeInfo3, writeInfo4 } from './flags.ts'
import { isLeftOut, refusal } from './refusal.ts'
import { UdfBin, udfFailure, writeUdfFields } from './udf.ts'

/** A function of a registered module, and what it is called with behind the record. */
export interface ApplyCall {
  /** The module's name without its extension. */
  readonly module: string
  readonly function: string
  readonly args: readonly Value[]
}

/**
 * Request:  namespace, [set], digest, [key], [filter], module, function, list of arguments; info2 = WRITE
 * Reply:    one frame; what the function returned as a bin SUCCESS, or why it failed as a bin FAILURE
 *           (server as/src/transaction/udf.c, 8.1.2)
 */
export const apply: Command<ApplyCall, Value, ApplyPolicy> = {
  name: 'apply',
  isWrite: true,
  takesLong: true,
  encode,
  decode,
}

/** What is wrong with the names of a module and a function, for every way to call one; undefined for good ones. */
export function callFault(module: unknown, name: unknown): string | undefined {
  if (typeof module !== 'string' || module === '' || typeof name !== 'string' || name === '')
    return 'module and function must be names'
  const fault = nameFault(module, UDF_NAME_MAX)
  if (fault !== undefined) return `the module's name ${fault}`
  const other = nameFault(name, UDF_NAME_MAX)
  return other === undefined ? undefined : `the function's name ${other}`
}

/** @throws ArgumentError `INVALID_ARGUMENT` */
export function checkCall(module: unknown, name: unknown, args: unknown): ApplyCall {
  const fault = callFault(module, name)
  if (fault !== undefined) throw clientError('INVALID_ARGUMENT', `apply: ${fault}`)
  if (!Array.isArray(args)) throw clientError('INVALID_ARGUMENT', 'apply: the arguments are given as a list')
  // The names have been looked at.
  return { module: module as string, function: name as string, args: args as readonly Value[] }
}

function encode(writer: Writer, key: Key, call: ApplyCall, policy: ApplyPolicy): void {
  const mark = beginMessage(writer)
  let fields = writeRecordFields(writer, key, policy.filterExpression, policy.sendKey)
  fields += writeUdfFields(writer, call.module, call.function, call.args)
  const header = {
    info1: policy.compress ? Info1.compressReply : 0,
    info2: Info2.write | (policy.durableDelete ? Info2.durableDelete : 0),
    info3: writeInfo3({ commitLevel: policy.commitLevel, exists: 'update' }),
    info4: writeInfo4(policy),
    generation: 0,
    ttl: policy.ttl,
    timeout: serverTimeout(policy),
  }
  endMessage(writer, mark, header, fields, 0)
}

function decode(
  buffer: Buffer,
  start: number,
  end: number,
  _key: Key,
  _call: ApplyCall,
  policy: ApplyPolicy,
): Value {
  const resultCode = readResultCode(buffer, start, end)
  if (isLeftOut(resultCode, policy)) return null
  if (resultCode !== ResultCode.OK && resultCode !== ResultCode.UDF_FAILED) throw refusal(resultCode, policy)
  const at = readFields(buffer, start, end)
  const bins = readBins(buffer, at, end, readOperationCount(buffer, start), policy)
  if (resultCode === ResultCode.UDF_FAILED || UdfBin.failure in bins) throw udfFailure(bins[UdfBin.failure])
  return bins[UdfBin.success] ?? null
}
