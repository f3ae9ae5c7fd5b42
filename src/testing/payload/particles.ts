import { ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { doubleBytes } from './pack.ts'

/** An int64 as a bin holds it: 8 bytes, big endian. */
export function integerParticle(value: bigint): Particle {
  const data = Buffer.allocUnsafe(8)
  data.writeBigInt64BE(BigInt.asIntN(64, value))
  return { type: ParticleType.integer, data }
}

export function doubleParticle(value: number): Particle {
  return { type: ParticleType.double, data: doubleBytes(value) }
}

export function booleanParticle(value: boolean): Particle {
  return { type: ParticleType.boolean, data: Buffer.from([value ? 1 : 0]) }
}
