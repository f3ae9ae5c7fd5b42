import { BitIntegerFlag, BitOp } from '../../collections/bit-codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { integerParticle } from '../payload/particles.ts'
import type { BitRequest } from './parse.ts'
import { loadInteger, maskedAt, type Region } from './region.ts'

/** What a reading operation answers. */
export function readRegion(request: BitRequest, region: Region): Particle {
  switch (request.op) {
    case BitOp.get:
      return { type: ParticleType.blob, data: extracted(region) }
    case BitOp.count:
      return integerParticle(BigInt(countOnes(region)))
    case BitOp.leftScan:
      return integerParticle(BigInt(leftScan(region, request.value === 1n)))
    case BitOp.rightScan:
      return integerParticle(BigInt(rightScan(region, request.value === 1n)))
    default: {
      const value = loadInteger(region)
      const signed = (request.subflags & BitIntegerFlag.signed) !== 0
      return integerParticle(signed ? BigInt.asIntN(region.size, value) : value)
    }
  }
}

/** The region's bits from the first bit of the answer on, the rest of its last byte cleared. */
function extracted(region: Region): Buffer {
  const answer = Buffer.alloc((region.size + 7) >> 3)
  const { first } = region
  for (let i = 0; i < answer.length; i++) {
    answer[i] = (maskedAt(region, i) << first) | (maskedAt(region, i + 1) >> (8 - first))
  }
  return answer
}

function countOnes(region: Region): number {
  let count = 0
  for (let i = 0; i < region.bytes.length; i++) {
    for (let byte = maskedAt(region, i); byte !== 0; byte &= byte - 1) count++
  }
  return count
}

/** Position of the first wanted bit, counted from the region's start; -1 when there is none. */
function leftScan(region: Region, wanted: boolean): number {
  const flip = wanted ? 0 : 0xff
  for (let i = 0; i < region.bytes.length; i++) {
    const byte = ((region.bytes[i] ?? 0) ^ flip) & (i === 0 ? 0xff >> region.first : 0xff)
    if (byte === 0) continue
    const position = i * 8 + Math.clz32(byte) - 24 - region.first
    return position < region.size ? position : -1
  }
  return -1
}

/**
 * Position of the last wanted bit. The server also looks at the bits in front of the region in its first byte: one
 * found there gives a negative position other than -1 (bits_read_op_rscan, particle_blob.c, 8.1.2).
 */
function rightScan(region: Region, wanted: boolean): number {
  const flip = wanted ? 0 : 0xff
  const last = region.bytes.length - 1
  const tail = 0xff << ((8 - ((region.first + region.size) & 7)) & 7)
  for (let i = last; i >= 0; i--) {
    const byte = ((region.bytes[i] ?? 0) ^ flip) & (i === last ? tail & 0xff : 0xff)
    if (byte === 0) continue
    const position = i * 8 + 7 - (31 - Math.clz32(byte & -byte)) - region.first
    return position
  }
  return -1
}
