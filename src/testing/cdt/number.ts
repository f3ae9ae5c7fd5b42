/**
 * Adding to a number inside a collection.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_calc_delta).
 */
import type { Particle } from '../particle.ts'
import { packDouble, packInteger } from '../payload/pack.ts'
import { doubleParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { isInt, Kind, peekKind, readDouble, readInt } from '../payload/msgpack.ts'
import { refuse } from './refusal.ts'
import { intResult } from './results.ts'

/** A sum, as an element and as the operation's answer. */
export interface Sum {
  packed: Buffer
  result: Particle
}

/** The sum of an element and a delta; what is there decides the type, the delta only where nothing is. Without delta, 1. */
export function add(current: Buffer | undefined, delta: Buffer | undefined, negate: boolean): Sum {
  const step = readDelta(delta)
  const by = negate ? negative(step) : step
  if (current === undefined) return sum(by)
  const kind = peekKind(current, 0)
  if (kind === Kind.double) return sum(readDouble(current, 0) + Number(by))
  if (!isInt(kind)) return refuse(Code.parameter)
  return sum(int(current) + (typeof by === 'bigint' ? by : truncate(by)))
}

function readDelta(delta: Buffer | undefined): bigint | number {
  if (delta === undefined) return 1n
  const kind = peekKind(delta, 0)
  if (isInt(kind)) return int(delta)
  if (kind === Kind.double) return readDouble(delta, 0)
  return kind === Kind.nil ? 1n : refuse(Code.parameter)
}

function negative(step: bigint | number): bigint | number {
  return typeof step === 'bigint' ? BigInt.asIntN(64, -step) : -step
}

function int(packed: Buffer): bigint {
  return BigInt.asIntN(64, readInt(packed, 0, packed.length) ?? refuse(Code.parameter))
}

/** A C cast to int64 on x86-64: what does not fit becomes the smallest integer. */
function truncate(value: number): bigint {
  const whole = Math.trunc(value)
  return whole >= -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : -(2n ** 63n)
}

function sum(value: bigint | number): Sum {
  if (typeof value === 'number') return { packed: packDouble(value), result: doubleParticle(value) }
  const wrapped = BigInt.asIntN(64, value)
  return { packed: packInteger(wrapped), result: intResult(wrapped) }
}
