import { Info1, Info2, OpCode, ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { Bin, StoredRecord } from '../store/stored-record.ts'
import type { OpAnswer } from './answer.ts'
import { BinEdit } from './bin-edit.ts'
import { modifyEngines } from './engines.ts'
import { readOp } from './read.ts'
import type { Request, RequestOp } from './request.ts'
import { modifyValue, valueFromClient } from './value.ts'
import { isReadAll } from './write-policy.ts'

/** What the operations of a write made of a record's bins. */
export interface WrittenBins {
  readonly bins: readonly Bin[]
  /** Whole bins for a request that reads all of them, as they were at that point. */
  readonly read?: readonly Bin[]
  readonly answers: readonly OpAnswer[]
}

/** Applies the operations in order; the first refusal ends it (write_master_bin_ops_loop, write.c, 8.1.2). */
export function writeOps(
  request: Request,
  bins: readonly Bin[],
  record: StoredRecord,
  namespace: MemoryNamespace,
): WrittenBins | number {
  const edit = new BinEdit(bins)
  const all = (request.info2 & Info2.respondAllOps) !== 0
  const answers: OpAnswer[] = []
  let read: readonly Bin[] | undefined
  for (const op of request.ops) {
    if (op.op === OpCode.touch) continue
    if (isReadAll(op, request)) {
      read = [...edit.bins]
      continue
    }
    const code = writeOp(op, edit, all, answers, record, namespace)
    if (code !== Code.ok) return code
  }
  const result = { bins: edit.bins, answers }
  return (request.info1 & Info1.getAll) !== 0 && read !== undefined ? { ...result, read } : result
}

/** The hands of one write: what an operation may use and where its answer goes. */
function writeOp(
  op: RequestOp,
  edit: BinEdit,
  all: boolean,
  answers: OpAnswer[],
  record: StoredRecord,
  namespace: MemoryNamespace,
): number {
  const answer = (value?: Particle): number => {
    if (all || value !== undefined) answers.push({ op: op.op, name: op.name, value })
    return Code.ok
  }
  switch (op.op) {
    case OpCode.write:
      return writeBin(op, edit) || answer()
    case OpCode.add:
    case OpCode.append:
    case OpCode.prepend:
      return modifyBin(op, edit) || answer()
    case OpCode.delete:
      edit.clear()
      return answer()
    default:
      return insideOp(op, edit, all, answers, record, namespace)
  }
}

function writeBin(op: RequestOp, edit: BinEdit): number {
  if (op.type === ParticleType.null) {
    edit.delete(op.name)
    return Code.ok
  }
  const value = valueFromClient(op.type, op.data)
  if (typeof value === 'number') return value
  edit.set(op.name, value)
  return Code.ok
}

/** A bin that is not there is made of the operand, whatever the operation. */
function modifyBin(op: RequestOp, edit: BinEdit): number {
  const old = edit.get(op.name)
  const value = old === undefined ? valueFromClient(op.type, op.data) : modifyValue(old, op)
  if (typeof value === 'number') return value
  edit.set(op.name, value)
  return Code.ok
}

function insideOp(
  op: RequestOp,
  edit: BinEdit,
  all: boolean,
  answers: OpAnswer[],
  record: StoredRecord,
  namespace: MemoryNamespace,
): number {
  const engine = modifyEngines.get(op.op)
  if (engine !== undefined) {
    const outcome = engine(edit.get(op.name), op.data)
    if (outcome.code !== Code.ok) return outcome.code
    if (outcome.bin === null) edit.delete(op.name)
    else if (outcome.bin !== undefined) edit.set(op.name, outcome.bin)
    if (all || outcome.result !== undefined) {
      answers.push({ op: op.op, name: op.name, value: outcome.result })
    }
    return Code.ok
  }
  const read = readOp(op, record, edit.bins, namespace)
  if (typeof read === 'number') return read
  // A write shows an empty result of a read into a bin that is there; a plain read leaves it out.
  const shown = all || read.value !== undefined || (op.op !== OpCode.read && !read.missing)
  if (shown) answers.push({ op: op.op, name: op.name, value: read.value })
  return Code.ok
}
