import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { BIN_NAME_MAX, ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { type Builder, demand, given, type Source, toUint32 } from './node.ts'
import { fromParticle } from './value.ts'

/** The particle type each expression type stands for. */
export const PARTICLE_OF_TYPE: Readonly<Record<number, number>> = {
  [ExpType.nil]: ParticleType.null,
  [ExpType.bool]: ParticleType.boolean,
  [ExpType.int]: ParticleType.integer,
  [ExpType.string]: ParticleType.string,
  [ExpType.list]: ParticleType.list,
  [ExpType.map]: ParticleType.map,
  [ExpType.blob]: ParticleType.blob,
  [ExpType.float]: ParticleType.double,
  [ExpType.geo]: ParticleType.geojson,
  [ExpType.hll]: ParticleType.hll,
}

/** A type a client can name. */
export function readType(source: Source): number {
  const type = given(source.reader.uint64())
  demand(type <= ExpType.hll)
  return Number(type)
}

function readBinName(source: Source): string {
  const name = given(source.reader.bytes())
  demand(name.length <= BIN_NAME_MAX && !name.includes(0))
  return name.toString()
}

const KEY_TYPES: readonly number[] = [ExpType.int, ExpType.string, ExpType.blob]

const key: Builder = (source, count) => {
  demand(count === 1)
  const type = toUint32(given(source.reader.uint64()))
  demand(KEY_TYPES.includes(type))
  const wanted = PARTICLE_OF_TYPE[type]
  return { type, evaluate: ({ record }) => valueOf(record?.key, wanted) }
}

/** A bin of another type than asked for is as unknown as a missing one. */
const bin: Builder = (source, count) => {
  demand(count === 2)
  const type = readType(source)
  const name = readBinName(source)
  const wanted = PARTICLE_OF_TYPE[type]
  return { type, evaluate: ({ record }) => valueOf(record?.bin(name), wanted) }
}

function valueOf(
  particle: Particle | undefined,
  wanted: number | undefined,
): ReturnType<typeof fromParticle> {
  return particle === undefined || particle.type !== wanted ? undefined : fromParticle(particle)
}

const binType: Builder = (source, count) => {
  demand(count === 1)
  const name = readBinName(source)
  return {
    type: ExpType.int,
    evaluate: ({ record }) =>
      record === undefined ? undefined : BigInt(record.bin(name)?.type ?? ParticleType.null),
  }
}

export const DATA: Readonly<Record<number, Builder>> = {
  [ExpOp.key]: key,
  [ExpOp.bin]: bin,
  [ExpOp.binType]: binType,
}
