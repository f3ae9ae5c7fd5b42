import { isBytes } from '../../kinds.ts'
import { FieldType, Info2, Info3, OpCode, ParticleType } from '../../wire/proto.ts'
import { LuaFailure, RunawayError } from '../../lua/index.ts'
import type { Particle } from '../particle.ts'
import { type Answer, refusal } from '../record/answer.ts'
import { checkTtl, fitsKey, isStorableKey, Ttl } from '../record/checks.ts'
import { lookUp, type RecordCommand } from '../record/context.ts'
import { checkFilter } from '../record/filter.ts'
import { flatSize } from '../record/size.ts'
import { draftOf } from '../record/write.ts'
import { Code } from '../result-code.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import type { UdfCall } from './call.ts'
import type { UdfRuntime } from './runtime.ts'
import { RecordSession } from './session.ts'

/**
 * Milliseconds a function may take, when its client does not allow less (transaction-max-ms). On a server the client may allow more;
 * here it is the client's own process that waits.
 */
const LIMIT = 1000
/** Conditions that a function is not applied under (has_forbidden_policy, udf.c). */
const FORBIDDEN_2 = Info2.generationEqual | Info2.generationGreater | Info2.createOnly
const FORBIDDEN_3 = Info3.updateOnly | Info3.createOrReplace | Info3.replaceOnly

/** Applies a function to a record (as_udf_start, as/src/transaction/udf.c, 8.1.2). */
export function applyUdf(runtime: UdfRuntime, command: RecordCommand, call: UdfCall): Answer {
  const { request, namespace } = command
  // As a server does that has disable-udf-execution set.
  if (!runtime.available) return refusal(Code.forbidden)
  if ((request.info2 & FORBIDDEN_2) !== 0 || (request.info3 & FORBIDDEN_3) !== 0)
    return refusal(Code.parameter)
  if (request.has(FieldType.mrtId)) return refusal(Code.enterpriseOnly)
  const found = lookUp(command)
  const record = found === undefined || namespace.isDoomed(found) ? undefined : found
  if (command.background === true && record === undefined) return refusal(Code.notFound)
  const refused = record === undefined ? Code.ok : refuse(command, record)
  return refused === Code.ok ? run(runtime, command, call, record, found) : failed(record, refused)
}

/** open_existing_record. */
function refuse(command: RecordCommand, record: StoredRecord): number {
  const { request, namespace, background } = command
  if (background !== true && request.text(FieldType.set) !== record.set) return Code.parameter
  const filtered = checkFilter(request, record, namespace, command.filter)
  if (filtered !== Code.ok) return filtered
  if (!fitsKey(request, record)) return Code.keyMismatch
  const key = request.field(FieldType.key)
  return key === undefined || isStorableKey(key) ? Code.ok : Code.unsupportedFeature
}

function failed(record: StoredRecord | undefined, code: number): Answer {
  return { code, generation: record?.generation ?? 0, voidTime: record?.voidTime ?? 0 }
}

function run(
  runtime: UdfRuntime,
  command: RecordCommand,
  call: UdfCall,
  record: StoredRecord | undefined,
  found: StoredRecord | undefined,
): Answer {
  const { request, namespace } = command
  const state = runtime.stateOf(call.module)
  // as_module_err_string, mod_lua.c.
  if (state === undefined) return failure(record, 'UDF: Execution Error 1')
  const session = new RecordSession(record, command.id, namespace.clock, {
    request,
    refusal: () => refuseCreate(command),
  })
  runtime.serve(state, (operation, args) => session.answer(operation, args))
  let results
  try {
    const limit = request.timeout === 0 ? LIMIT : Math.min(request.timeout, LIMIT)
    results = state.call('apply', [call.function, record !== undefined, call.args], limit)
  } catch (error) {
    if (error instanceof RunawayError) return failure(record, 'UDF Execution Timeout')
    // Not the function, but what gives its value away: its time was up.
    if (error instanceof LuaFailure) return failure(record, error.message)
    throw error
  }
  const [succeeded, second, updated, type, data] = results
  if (succeeded !== true) return failure(record, isBytes(second) ? second : 'result value type unexpected')
  if (Number(second) !== Code.ok) return failed(record, Number(second))
  const value = { type: Number(type), data: Buffer.from(data as Uint8Array) }
  return updated === true
    ? store(command, session, record, found, value)
    : success(failed(record, Code.ok), value)
}

/** Why a function cannot make a record, as it hears it (udf_aerospike_rec_create, udf_aerospike.c). */
function refuseCreate({ request, namespace }: RecordCommand): number {
  const name = request.text(FieldType.set)
  const set = name === '' ? undefined : namespace.set(name)
  const truncated = Math.max(namespace.truncatedBefore, set?.truncatedBefore ?? 0)
  const key = request.field(FieldType.key)
  const fits = (name === '' || set !== undefined) && (key === undefined || isStorableKey(key))
  return fits && truncated <= namespace.clock.now() ? 0 : 4
}

/** Stores what the function has left (udf_master_write). */
function store(
  command: RecordCommand,
  session: RecordSession,
  record: StoredRecord | undefined,
  found: StoredRecord | undefined,
  value: Particle,
): Answer {
  const { request, namespace } = command
  const { bins } = session.edit
  const wanted = session.ttl ?? request.ttl
  const ttl = wanted === Ttl.dontUpdate && (record?.bins.length ?? 0) === 0 ? Ttl.useDefault : wanted
  const refused = checkTtl(ttl, namespace.settings)
  if (refused !== Code.ok) return failed(record, refused)
  if (bins.length === 0) {
    if (record === undefined) return failed(record, Code.notFound)
    if ((request.info2 & Info2.durableDelete) !== 0) return failed(record, Code.enterpriseOnly)
  }
  const draft = draftOf(command, record, ttl)
  draft.bins = bins
  if (session.dropsKey) draft.key = undefined
  if (bins.length > 0 && flatSize(draft) > namespace.settings.maxRecordSize)
    return failed(record, Code.recordTooBig)
  if (found !== undefined) namespace.remove(found)
  if (bins.length > 0) namespace.add(draft)
  return success(failed(draft, Code.ok), value)
}

function success(answer: Answer, value: Particle): Answer {
  return { ...answer, ops: [resultBin('SUCCESS', value)] }
}

function failure(record: StoredRecord | undefined, why: string | Uint8Array): Answer {
  const value = { type: ParticleType.string, data: Buffer.from(why as string) }
  return { ...failed(record, Code.udfExecution), ops: [resultBin('FAILURE', value)] }
}

/** What a function gives or why it fails comes as a bin (as_msg_make_val_response, proto.c). */
export function resultBin(name: 'SUCCESS' | 'FAILURE', value: Particle) {
  return { op: OpCode.read, name, value } as const
}
