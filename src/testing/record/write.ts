import { FieldType, Info2 } from '../../wire/proto.ts'
import { serverSeconds } from '../clock.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { RecordDraft, StoredRecord } from '../store/stored-record.ts'
import { type Answer, refusal } from './answer.ts'
import { checkTtl, isSetOf, isStorableKey, Ttl } from './checks.ts'
import { lookUp, type RecordCommand } from './context.ts'
import { checkFilter } from './filter.ts'
import { fitsGeneration, nextGeneration } from './generation.ts'
import type { Request } from './request.ts'
import { flatSize } from './size.ts'
import { writeOps, type WrittenBins } from './write-ops.ts'
import { type WritePolicy, writePolicy } from './write-policy.ts'

/** A write on its way: the record that was there, and whether it counts as one. */
interface Target {
  readonly old: StoredRecord | undefined
  /** Expired or truncated, so that the write makes a new one in its place. */
  readonly creates: boolean
}

/** Writes a record: all of it or nothing (write_master, as/src/transaction/write.c, 8.1.2). */
export function writeRecord(command: RecordCommand): Answer {
  const policy = writePolicy(command.request)
  if (typeof policy === 'number') return refusal(policy)
  if (command.request.has(FieldType.mrtId)) return refusal(Code.enterpriseOnly)
  const old = lookUp(command)
  const target = { old, creates: old === undefined || command.namespace.isDoomed(old) }
  const refused = refuseWrite(command, policy, target)
  return refused === Code.ok ? apply(command, policy, target) : failed(target, refused)
}

/** A refusal shows the metadata of the record that was found, even of one that only looked as if it were there. */
function failed({ old }: Target, code: number): Answer {
  return { code, generation: old?.generation ?? 0, voidTime: old?.voidTime ?? 0 }
}

/** Why a write is not even tried, in the server's order. */
function refuseWrite(command: RecordCommand, policy: WritePolicy, target: Target): number {
  const { request, namespace } = command
  const old = target.creates ? undefined : target.old
  if (policy.mustExist && old === undefined) return Code.notFound
  if ((request.info2 & Info2.createOnly) !== 0 && old !== undefined) return Code.recordExists
  if (!fitsGeneration(request, old?.generation ?? 0)) return Code.generation
  const refused = old === undefined ? refuseCreate(request, namespace) : refuseUpdate(command, old)
  if (refused !== Code.ok) return refused
  const ttl = old === undefined && request.ttl === Ttl.dontUpdate ? Ttl.useDefault : request.ttl
  return refuseKey(request, old) || checkTtl(ttl, namespace.settings)
}

function refuseCreate(request: Request, namespace: MemoryNamespace): number {
  const name = request.text(FieldType.set)
  const set = name === '' ? undefined : namespace.set(name)
  if (name !== '' && set === undefined) return Code.parameter
  const truncated = Math.max(namespace.truncatedBefore, set?.truncatedBefore ?? 0)
  return truncated > namespace.clock.now() ? Code.forbidden : Code.ok
}

function refuseUpdate(command: RecordCommand, old: StoredRecord): number {
  const { request, namespace, background } = command
  // Other than a read, a write of a record in a set must name the set (set_name_check_on_update, rw_utils.c).
  if (background !== true && !isSetOf(request.text(FieldType.set), old)) return Code.parameter
  return checkFilter(request, old, namespace, command.filter)
}

/** handle_msg_key, rw_utils.c. */
function refuseKey(request: Request, old: StoredRecord | undefined): number {
  const key = request.field(FieldType.key)
  if (key === undefined) return Code.ok
  if (old?.key !== undefined) return key.equals(old.key) ? Code.ok : Code.keyMismatch
  return isStorableKey(key) ? Code.ok : Code.unsupportedFeature
}

/** Runs the operations on a draft of the record, and puts it in place of the old one when all went well. */
function apply(command: RecordCommand, policy: WritePolicy, target: Target): Answer {
  const { request, namespace } = command
  const old = target.creates ? undefined : target.old
  const before = old === undefined || policy.replaces ? [] : old.bins
  const draft = draftOf(command, old)
  const written = writeOps(request, before, draft, old)
  if (typeof written === 'number') return failed(target, written)
  if (written.bins.length > MAX_BINS) return failed(target, Code.parameter)
  draft.bins = written.bins
  if (written.bins.length === 0) {
    if (before.length === 0) return failed(target, Code.notFound)
    if ((request.info2 & Info2.durableDelete) !== 0) return failed(target, Code.enterpriseOnly)
  } else if (flatSize(draft) > namespace.settings.maxRecordSize) return failed(target, Code.recordTooBig)
  if (target.old !== undefined) namespace.remove(target.old)
  if (written.bins.length > 0) namespace.add(draft)
  return succeeded(draft, written)
}
/** RECORD_MAX_BINS, datamodel.h. */
const MAX_BINS = 0x7fff

/** A write that empties its record has deleted it, and answers without metadata. */
function succeeded(draft: StoredRecord, written: WrittenBins): Answer {
  const gone = written.bins.length === 0
  const metadata = {
    code: Code.ok,
    generation: gone ? 0 : draft.generation,
    voidTime: gone ? 0 : draft.voidTime,
  }
  if (written.read !== undefined) return { ...metadata, bins: written.read }
  return written.answers.length > 0 ? { ...metadata, ops: written.answers } : metadata
}

/** The record with the metadata it is going to have (advance_record_version, rw_utils.c). */
export function draftOf(
  { request, namespace, id, partition }: RecordCommand,
  old: StoredRecord | undefined,
  ttl = request.ttl,
): RecordDraft {
  const now = namespace.clock.now()
  const key = request.field(FieldType.key)
  return {
    id,
    partition,
    set: old?.set ?? request.text(FieldType.set),
    generation: nextGeneration(old?.generation ?? 0),
    voidTime: voidTimeOf(ttl, now, old, namespace),
    updated: Math.max(old?.updated ?? 0, now),
    key: old?.key ?? (key === undefined ? undefined : Buffer.from(key)),
    bins: old?.bins ?? [],
  }
}

/** as_record_advance_void_time, record.c. */
function voidTimeOf(
  ttl: number,
  now: number,
  old: StoredRecord | undefined,
  namespace: MemoryNamespace,
): number {
  if (ttl === Ttl.neverExpire) return 0
  if (ttl === Ttl.dontUpdate && old !== undefined) return old.voidTime
  const isDefault = ttl === Ttl.useDefault || ttl === Ttl.dontUpdate
  const seconds = isDefault ? namespace.settings.defaultTtl : ttl
  return seconds === 0 ? 0 : serverSeconds(now) + seconds
}
