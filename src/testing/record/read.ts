import { FieldType, Info1, Info2, Info3, OpCode } from '../../wire/proto.ts'
import { serverSeconds } from '../clock.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import { type Bin, findBin, type StoredRecord } from '../store/stored-record.ts'
import { type Answer, type OpAnswer, refusal } from './answer.ts'
import { fitsKey, fitsSet, isBinName, MAX_OPS, Ttl } from './checks.ts'
import { lookUp, type RecordCommand } from './context.ts'
import { readEngines } from './engines.ts'
import { checkFilter } from './filter.ts'
import type { Request, RequestOp } from './request.ts'
import { Subject } from './subject.ts'
import { queueMicrotask } from '../../timers.ts'

/** Reads a record (read_local, as/src/transaction/read.c, 8.1.2). */
export function readRecord(command: RecordCommand): Answer {
  const { request, namespace } = command
  // Linearized reads and transactions: repl_ping_check, replica_ping_ce.c; mrt_allow_read, mrt_utils_ce.c.
  const isLinearized = (request.info3 & (Info3.scReadType | Info3.scReadRelax)) === Info3.scReadType
  if (isLinearized || request.has(FieldType.mrtId)) return refusal(Code.enterpriseOnly)
  const record = lookUp(command)
  if (record === undefined) return refusal(Code.notFound)
  const refused = refuseRead(command, record)
  if (refused !== Code.ok) return metadata(record, refused)
  if ((request.info1 & Info1.noBinData) !== 0) return metadata(record, Code.ok)
  if (request.ops.length > MAX_OPS) return metadata(record, Code.parameter)
  if ((request.info1 & Info1.getAll) !== 0) {
    const { generation, voidTime, bins } = record
    return { code: Code.ok, generation, voidTime, bins }
  }
  return readOps(request, record, namespace)
}

function metadata(record: StoredRecord, code: number): Answer {
  return { code, generation: record.generation, voidTime: record.voidTime }
}

/** Why a record may not be read, in the server's order. */
function refuseRead(command: RecordCommand, record: StoredRecord): number {
  const { request, namespace } = command
  if (!fitsSet(request, record)) return Code.parameter
  if (namespace.isDoomed(record)) return Code.notFound
  if (!touchOnRead(request, record, namespace)) return Code.parameter
  const filtered = checkFilter(request, record, namespace, command.filter)
  if (filtered !== Code.ok) return filtered
  return fitsKey(request, record) ? Code.ok : Code.keyMismatch
}

/**
 * Prolongs a record that is read near its end (as_read_touch_check, read_touch.c); the ttl of a read is the percentage. False
 * when that is none.
 */
function touchOnRead(request: Request, record: StoredRecord, namespace: MemoryNamespace): boolean {
  if (record.voidTime === 0 || request.ttl === Ttl.neverExpire) return true
  const percent = request.ttl === 0 ? namespace.settings.defaultReadTouchTtlPct : request.ttl
  if (percent > 100) return false
  if (percent === 0) return true
  const ttl = record.voidTime - serverSeconds(record.updated)
  const now = namespace.clock.now()
  if (serverSeconds(now) < record.voidTime - Math.floor((ttl * percent) / 100)) return true
  // The server touches after it has answered: this read still shows the old time.
  queueMicrotask(() => {
    const voidTime = Math.max(record.voidTime, serverSeconds(now) + ttl)
    namespace.replace(record, { ...record, voidTime, updated: now })
  })
  return true
}

function readOps(request: Request, record: StoredRecord, namespace: MemoryNamespace): Answer {
  const { ops } = request
  if (ops.length === 0) return metadata(record, Code.parameter)
  const all = (request.info2 & Info2.respondAllOps) !== 0
  const answers: OpAnswer[] = []
  const subject = Subject.of(record, namespace.clock.now())
  for (const op of ops) {
    if (!isBinName(op.name)) return metadata(record, Code.binName)
    const answer = readOp(op, record.bins, subject)
    if (typeof answer === 'number') return metadata(record, answer)
    if (all || answer.value !== undefined) answers.push(answer)
  }
  return { ...metadata(record, Code.ok), ops: answers }
}

/** The result of one reading operation, or the code that ends the command (process_bin_read_op, rw_utils.c, 8.1.2). */
export function readOp(
  op: RequestOp,
  bins: readonly Bin[],
  subject: Subject,
): (OpAnswer & { readonly missing: boolean }) | number {
  const bin = findBin(bins, op.name)
  if (op.op === OpCode.read) {
    return { op: op.op, name: op.name, value: bin?.value, missing: bin === undefined }
  }
  const engine = readEngines.get(op.op)
  if (engine === undefined) return Code.parameter
  if (bin === undefined && op.op !== OpCode.expRead)
    return { op: op.op, name: op.name, value: undefined, missing: true }
  const outcome = engine(bin?.value, op.data, subject)
  if (outcome.code !== Code.ok) return outcome.code
  return { op: op.op, name: op.name, value: outcome.result, missing: false }
}
