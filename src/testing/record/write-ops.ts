import { Info1, Info2, OpCode, ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { Bin, StoredRecord } from '../store/stored-record.ts'
import type { OpAnswer } from './answer.ts'
import { BinEdit } from './bin-edit.ts'
import { modifyEngines } from './engines.ts'
import { readOp } from './read.ts'
import type { Request, RequestOp } from './request.ts'
import { Subject } from './subject.ts'
import { modifyValue, valueFromClient } from './value.ts'
import { isReadAll } from './write-policy.ts'

/** What the operations of a write made of a record's bins. */
export interface WrittenBins {
  readonly bins: readonly Bin[]
  /** Whole bins for a request that reads all of them, as they were at that point. */
  readonly read?: readonly Bin[]
  readonly answers: readonly OpAnswer[]
}

/** The hands of one write: the bins it works on, what expressions see, and the answers so far. */
interface Work {
  readonly edit: BinEdit
  readonly subject: Subject
  /** Every operation answers, with nothing if need be. */
  readonly all: boolean
  readonly answers: OpAnswer[]
}

/**
 * Applies the operations in order to `bins`; the first refusal ends it. `draft` has the metadata the record is going to have
 * (write_master_bin_ops_loop, as/src/transaction/write.c, 8.1.2).
 */
export function writeOps(
  request: Request,
  bins: readonly Bin[],
  draft: StoredRecord,
  old: StoredRecord | undefined,
): WrittenBins | number {
  const edit = new BinEdit(bins)
  const subject = new Subject(draft, draft.updated, () => edit.bins, old)
  const work = { edit, subject, all: (request.info2 & Info2.respondAllOps) !== 0, answers: [] }
  let read: readonly Bin[] | undefined
  for (const op of request.ops) {
    if (op.op === OpCode.touch) continue
    if (isReadAll(op, request)) {
      read = [...edit.bins]
      continue
    }
    const code = writeOp(op, work)
    if (code !== Code.ok) return code
  }
  const result = { bins: edit.bins, answers: work.answers }
  return (request.info1 & Info1.getAll) !== 0 && read !== undefined ? { ...result, read } : result
}

function writeOp(op: RequestOp, work: Work): number {
  switch (op.op) {
    case OpCode.write:
      return writeBin(op, work.edit) || answer(op, work)
    case OpCode.add:
    case OpCode.append:
    case OpCode.prepend:
      return modifyBin(op, work.edit) || answer(op, work)
    case OpCode.delete:
      work.edit.clear()
      return answer(op, work)
    default:
      return modifyEngines.has(op.op) ? modifyInside(op, work) : readInside(op, work)
  }
}

/** Adds a result; operations that have none answer only when all must. */
function answer(op: RequestOp, { all, answers }: Work, value?: Particle): number {
  if (all || value !== undefined) answers.push({ op: op.op, name: op.name, value })
  return Code.ok
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

function modifyInside(op: RequestOp, work: Work): number {
  const { edit, subject } = work
  const outcome = modifyEngines.get(op.op)?.(edit.get(op.name), op.data, subject)
  if (outcome === undefined) return Code.parameter
  if (outcome.code !== Code.ok) return outcome.code
  if (outcome.bin === null) edit.delete(op.name)
  else if (outcome.bin !== undefined) edit.set(op.name, outcome.bin)
  return answer(op, work, outcome.result)
}

function readInside(op: RequestOp, work: Work): number {
  const read = readOp(op, work.edit.bins, work.subject)
  if (typeof read === 'number') return read
  // A write shows the empty result of a look inside a bin that is there; a plain read leaves it out.
  if (work.all || read.value !== undefined || (op.op !== OpCode.read && !read.missing)) {
    work.answers.push({ op: op.op, name: op.name, value: read.value })
  }
  return Code.ok
}
