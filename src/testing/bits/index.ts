import { BitOp, BitResizeFlag, BitWriteFlag } from '../../collections/bit-codes.ts'
import { ParticleType, PROTO_BODY_MAX } from '../../wire/proto.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { changeRegion } from './modify.ts'
import { type BitRequest, parseBitRequest } from './parse.ts'
import { readRegion } from './read.ts'
import type { Region } from './region.ts'

const DONE: OpOutcome = { code: Code.ok }
const REFUSED: OpOutcome = { code: Code.parameter }

/**
 * What a reading bit operation answers for a bin; a missing bin answers nothing, whatever the payload
 * (bits_read, particle_blob.c; process_bin_read_op, rw_utils.c, 8.1.2).
 */
export function bitsRead(bin: Particle | undefined, payload: Buffer): OpOutcome {
  if (bin === undefined) return DONE
  const request = parseBitRequest(payload, true)
  if (request === undefined) return REFUSED
  if (bin.type !== ParticleType.blob) return { code: Code.incompatibleType }
  const at = locate(request, bin.data.length)
  if (at === undefined) return REFUSED
  if (at.start + at.length > bin.data.length) return { code: Code.opNotApplicable }
  return { code: Code.ok, result: readRegion(request, regionOf(bin.data, at, request.size)) }
}

/** What a modifying bit operation makes of a bin (bits_modify, particle_blob.c, 8.1.2). It answers nothing. */
export function bitsModify(bin: Particle | undefined, payload: Buffer): OpOutcome {
  const request = parseBitRequest(payload, false)
  if (request === undefined) return REFUSED
  const forbidden = forbiddenFor(bin, request)
  if (forbidden !== undefined) return forbidden
  const old = bin?.data
  if (old === undefined && request.offset < 0) return REFUSED
  const at = locate(request, old?.length ?? 0)
  if (at === undefined) return REFUSED
  switch (request.op) {
    case BitOp.resize:
      return resized(request, old ?? EMPTY)
    case BitOp.insert:
      return inserted(request, old ?? EMPTY, at)
    case BitOp.remove:
      return removed(request, old ?? EMPTY, at)
    default:
      return changed(request, old ?? EMPTY, at)
  }
}
const EMPTY = Buffer.alloc(0)

/** Refusals for a bin that is there, is missing, or is no blob. */
function forbiddenFor(bin: Particle | undefined, request: BitRequest): OpOutcome | undefined {
  if (bin === undefined) {
    const creates = request.op === BitOp.insert || request.op === BitOp.resize
    if (creates && (request.flags & BitWriteFlag.updateOnly) === 0) return undefined
    return failure(request, Code.binNotFound)
  }
  if ((request.flags & BitWriteFlag.createOnly) !== 0) return failure(request, Code.binExists)
  return bin.type === ParticleType.blob ? undefined : { code: Code.incompatibleType }
}

function failure(request: BitRequest, code: number): OpOutcome {
  return (request.flags & BitWriteFlag.noFail) !== 0 ? DONE : { code }
}

/** Where a request's bits lie, in whole bytes. */
interface Place {
  readonly start: number
  readonly length: number
  /** Bits of the first byte in front of the request's. */
  readonly first: number
}

function locate(request: BitRequest, size: number): Place | undefined {
  const offset = request.offset < 0 ? size * 8 + request.offset : request.offset
  if (offset < 0) return undefined
  const first = offset & 7
  return { start: Math.floor(offset / 8), length: Math.ceil((first + request.size) / 8), first }
}

function regionOf(data: Buffer, at: Place, size: number): Region {
  return { bytes: data.subarray(at.start, at.start + at.length), first: at.first, size }
}

function blob(size: number, fill: (data: Buffer) => void): OpOutcome {
  if (size >= PROTO_BODY_MAX) return REFUSED
  const data = Buffer.alloc(size)
  fill(data)
  return { code: Code.ok, bin: { type: ParticleType.blob, data } }
}

function resized(request: BitRequest, old: Buffer): OpOutcome {
  const size = request.size / 8
  const refusing = size < old.length ? BitResizeFlag.growOnly : BitResizeFlag.shrinkOnly
  // The size it already has: nothing to do, even for a bin that is not there and stays so.
  if (size === old.length) return DONE
  if ((request.subflags & refusing) !== 0) return failure(request, Code.parameter)
  const fromFront = (request.subflags & BitResizeFlag.fromFront) !== 0
  return blob(size, (data) => {
    if (fromFront) old.copy(data, Math.max(0, size - old.length), Math.max(0, old.length - size))
    else old.copy(data)
  })
}

function inserted(request: BitRequest, old: Buffer, at: Place): OpOutcome {
  const size = Math.max(old.length, at.start) + request.bytes.length
  return blob(size, (data) => {
    old.copy(data, 0, 0, at.start)
    request.bytes.copy(data, at.start)
    old.subarray(at.start).copy(data, at.start + request.bytes.length)
  })
}

function removed(request: BitRequest, old: Buffer, at: Place): OpOutcome {
  const end = at.start + at.length
  if (at.start >= old.length) return failure(request, Code.parameter)
  if (end > old.length && (request.flags & BitWriteFlag.partial) === 0)
    return failure(request, Code.parameter)
  const kept = old.length - Math.min(end, old.length)
  return blob(at.start + kept, (data) => {
    old.copy(data, 0, 0, at.start)
    old.subarray(end).copy(data, at.start)
  })
}

function changed(request: BitRequest, old: Buffer, at: Place): OpOutcome {
  const over = at.start + at.length > old.length
  // Only the bitwise operations can be partial; the flag is not allowed to the others.
  if (at.start >= old.length || (over && (request.flags & BitWriteFlag.partial) === 0)) {
    return failure(request, Code.opNotApplicable)
  }
  const size = over ? (old.length - at.start) * 8 - at.first : request.size
  const data = Buffer.from(old)
  const applied = changeRegion(request, regionOf(data, at, size))
  return applied
    ? { code: Code.ok, bin: { type: ParticleType.blob, data } }
    : failure(request, Code.opNotApplicable)
}
