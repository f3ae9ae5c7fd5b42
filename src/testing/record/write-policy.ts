import { Info1, Info2, Info3, OpCode, ParticleType } from '../../wire/proto.ts'
import { Code } from '../result-code.ts'
import { isBinName, MAX_OPS } from './checks.ts'
import type { Request, RequestOp } from './request.ts'

/** What the flags and operations of a write say about the record as a whole. */
export interface WritePolicy {
  readonly mustExist: boolean
  readonly replaces: boolean
}

/** Operations that a replace may not hold, since they build on what is there. */
const BUILDS_ON_OLD: ReadonlySet<number> = new Set([
  OpCode.add,
  OpCode.append,
  OpCode.prepend,
  OpCode.delete,
  OpCode.bitModify,
  OpCode.hllModify,
  OpCode.cdtModify,
])
const ANSWERS: ReadonlySet<number> = new Set([
  OpCode.read,
  OpCode.bitRead,
  OpCode.hllModify,
  OpCode.hllRead,
  OpCode.cdtModify,
  OpCode.cdtRead,
  OpCode.expRead,
])
const READS: ReadonlySet<number> = new Set([
  OpCode.read,
  OpCode.bitRead,
  OpCode.hllRead,
  OpCode.cdtRead,
  OpCode.expRead,
])

/** Not a name, but how a request for all bins stands among the operations of a write (op_is_read_all, rw_utils.h). */
export function isReadAll(op: RequestOp, request: Request): boolean {
  return op.op === OpCode.read && op.name === '' && (request.info1 & Info1.getAll) !== 0
}

/** Checks how a write is put together (write_master_policies, as/src/transaction/write.c, 8.1.2). */
export function writePolicy(request: Request): WritePolicy | number {
  const { ops, info1, info2, info3 } = request
  if (ops.length === 0 || ops.length > MAX_OPS) return Code.parameter
  const replaces = (info3 & (Info3.createOrReplace | Info3.replaceOnly)) !== 0
  let mustExist = (info3 & (Info3.updateOnly | Info3.replaceOnly)) !== 0
  let reads = false
  let readsAll = false
  let answers = false
  for (const op of ops) {
    if (op.op === OpCode.touch) {
      if (replaces) return Code.parameter
      mustExist = true
      continue
    }
    if (!isBinName(op.name)) return Code.binName
    if (replaces && buildsOnOld(op)) return Code.parameter
    if (isReadAll(op, request)) {
      if ((info2 & Info2.respondAllOps) !== 0 || readsAll) return Code.parameter
      reads = readsAll = true
      continue
    }
    reads ||= READS.has(op.op)
    answers ||= ANSWERS.has(op.op)
  }
  if (reads && (info1 & Info1.read) === 0) return Code.parameter
  if (readsAll && answers) return Code.parameter
  if ((info1 & Info1.getAll) !== 0 && !readsAll) return Code.parameter
  return { mustExist, replaces }
}

function buildsOnOld(op: RequestOp): boolean {
  return BUILDS_ON_OLD.has(op.op) || (op.op === OpCode.write && op.type === ParticleType.null)
}
