/**
 * Operations on lists and maps, as the server does them: pure functions from a bin and a payload to what becomes of both.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (as_bin_cdt_read_tr, as_bin_cdt_modify_tr).
 */
import { CdtEnvelope, MapOp } from '../../collections/cdt-codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { canonical } from './canonical.ts'
import type { Change } from './change.ts'
import { createsBin, dig, open, rebuild } from './context.ts'
import { readList, writeList } from './list.ts'
import { readMap, writeMap } from './map.ts'
import { Kind } from '../payload/msgpack.ts'
import { openBin, toBin } from './packed.ts'
import type { IndexedParticle, Packed } from './packed.ts'
import { PayloadReader } from '../payload/reader.ts'
import type { Call } from './params.ts'
import { Refusal, refuse } from './refusal.ts'
import { select } from './select.ts'
import type { Target } from './target.ts'

/** Reads from a bin's list or map. A missing bin answers nothing, whatever the payload says. */
export function cdtRead(bin: Particle | undefined, payload: Buffer): OpOutcome {
  if (bin === undefined) return { code: Code.ok }
  return guarded(() => {
    const call = openCall(payload)
    if (call.op === CdtEnvelope.select) return select(bin, call.input, false)
    const result = call.op === CdtEnvelope.context ? readAt(bin, call) : read(openBin(bin), call)
    return result === undefined ? { code: Code.ok } : { code: Code.ok, result }
  })
}

/** Writes to a bin's list or map, creating the bin where the operation may. */
export function cdtModify(bin: Particle | undefined, payload: Buffer): OpOutcome {
  return guarded(() => {
    const call = openCall(payload)
    if (call.op === CdtEnvelope.select) return select(bin, call.input, true)
    const change = call.op === CdtEnvelope.context ? writeAt(bin, call) : writeBin(bin, call)
    const outcome = change.result === undefined ? {} : { result: change.result }
    return {
      code: Code.ok,
      ...outcome,
      ...(change.body === undefined ? {} : { bin: toBin(change.body) }),
    }
  })
}

/**
 * A list or map that a client writes as a whole bin, in the form in which the server keeps it;
 * undefined when the server refuses it (result code 1).
 */
export function cdtStore(particle: Particle): Particle | undefined {
  const value = canonical(particle.data)
  if (value === undefined) return undefined
  if (value.kind !== (particle.type === ParticleType.list ? Kind.list : Kind.map)) return undefined
  const stored = { type: particle.type, data: value.bytes }
  if (!value.persist) return stored
  const indexed: IndexedParticle = { ...stored, persistIndex: true }
  return indexed
}

function guarded(run: () => OpOutcome): OpOutcome {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code }
    throw error
  }
}

/** An operation's payload; very old clients put a 16-bit code before the list of parameters. */
function openCall(payload: Buffer): Call {
  if (payload[0] !== 0 || payload.length < 2) return readCall(new PayloadReader(payload))
  const input = new PayloadReader(payload, 2)
  const given = payload.length === 2 ? 0 : (input.listCount() ?? refuse(Code.parameter))
  return { op: payload.readUInt16BE(0), given, input }
}

/** The operation's code and the number of its parameters. */
function readCall(input: PayloadReader): Call {
  const count = input.listCount()
  if (count === undefined || count === 0) return refuse(Code.parameter)
  const op = input.uint64() ?? refuse(Code.parameter)
  return { op: Number(op & 0xffffffffn), given: count - 1, input }
}

function isListOp(op: number): boolean {
  return op < MapOp.setType
}

function read(packed: Packed | undefined, call: Call): Particle | undefined {
  if (packed?.kind !== (isListOp(call.op) ? 'list' : 'map')) return refuse(Code.incompatibleType)
  return packed.kind === 'list' ? readList(packed, call) : readMap(packed, call)
}

function readAt(bin: Particle, outer: Call): Particle | undefined {
  if (outer.given !== 2) refuse(Code.parameter)
  const { element } = dig(bin, outer.input, false)
  const call = readCall(outer.input)
  return read(element === undefined ? undefined : open(element), call)
}

function writeBin(bin: Particle | undefined, call: Call): Change {
  const packed = bin === undefined ? undefined : (openBin(bin) ?? refuse(Code.incompatibleType))
  const newBin = bin === undefined
  const target: Target = { state: newBin ? 'missing' : 'live', newBin, storesIndex: true }
  return write(target, packed, call)
}

function writeAt(bin: Particle | undefined, outer: Call): Change {
  if (outer.given !== 2) refuse(Code.parameter)
  const at = dig(bin, outer.input, true)
  const call = readCall(outer.input)
  const packed = at.element === undefined ? undefined : (open(at.element) ?? refuse(Code.incompatibleType))
  const newBin = createsBin(at)
  const target: Target = { state: at.element === undefined ? 'created' : 'live', newBin, storesIndex: newBin }
  const change = write(target, packed, call)
  return change.body === undefined ? change : { ...change, body: rebuild(at, change.body) }
}

function write(target: Target, packed: Packed | undefined, call: Call): Change {
  const kind = isListOp(call.op) ? 'list' : 'map'
  if (packed !== undefined && packed.kind !== kind) refuse(Code.incompatibleType)
  if (kind === 'list') return writeList(target, packed?.kind === 'list' ? packed : undefined, call)
  return writeMap(target, packed?.kind === 'map' ? packed : undefined, call)
}
