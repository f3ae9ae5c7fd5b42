import { FieldType, Info1, Info2, OpCode } from '../../wire/proto.ts'
import type { Request } from './request.ts'

/** What a client asked for, in the words of a client. */
export type CommandKind =
  | 'info'
  | 'security'
  | 'get'
  | 'exists'
  | 'put'
  | 'remove'
  | 'touch'
  | 'add'
  | 'append'
  | 'prepend'
  | 'operate'
  | 'apply'
  | 'batch'
  | 'query'

/** All of them. */
export const COMMAND_KINDS = [
  'info',
  'security',
  'get',
  'exists',
  'put',
  'remove',
  'touch',
  'add',
  'append',
  'prepend',
  'operate',
  'apply',
  'batch',
  'query',
] as const satisfies readonly CommandKind[]

const SINGLE_OPS: ReadonlyMap<number, CommandKind> = new Map([
  [OpCode.write, 'put'],
  [OpCode.touch, 'touch'],
  [OpCode.add, 'add'],
  [OpCode.append, 'append'],
  [OpCode.prepend, 'prepend'],
])

export function kindOf(request: Request): CommandKind {
  if ((request.info1 & Info1.batch) !== 0) return 'batch'
  return request.has(FieldType.digest) ? recordKindOf(request) : 'query'
}

/** What is asked for one record. */
export function recordKindOf(request: Request): CommandKind {
  if ((request.info2 & Info2.write) !== 0) return kindOfWrite(request)
  if ((request.info1 & Info1.noBinData) !== 0) return 'exists'
  return request.ops.every(({ op }) => op === OpCode.read) ? 'get' : 'operate'
}

function kindOfWrite(request: Request): CommandKind {
  if ((request.info2 & Info2.delete) !== 0) return 'remove'
  if (request.has(FieldType.udfFilename)) return 'apply'
  const first = request.ops[0]?.op
  if (first === undefined || request.ops.some(({ op }) => op !== first)) return 'operate'
  return SINGLE_OPS.get(first) ?? 'operate'
}
