import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { type Builder, demand, given } from './node.ts'
import type { ExpressionRecord } from './record.ts'
import type { ExpressionValue } from './value.ts'

const NANOSECONDS = { millisecond: 1_000_000n, second: 1_000_000_000n } as const

/** An operation without arguments that tells something of the record. */
function telling(type: number, tell: (record: ExpressionRecord) => ExpressionValue): Builder {
  return (_source, count) => {
    demand(count === 0)
    return { type, evaluate: ({ record }) => (record === undefined ? undefined : tell(record)) }
  }
}

/** Bytes 16 to 19 of the digest, little endian, modulo an int32. */
const digestModulo: Builder = (source, count) => {
  demand(count === 1)
  const modulus = BigInt.asIntN(32, given(source.reader.int64()))
  demand(modulus !== 0n)
  return {
    type: ExpType.int,
    evaluate: ({ record }) =>
      record === undefined ? undefined : BigInt(record.digest.readUInt32LE(16)) % modulus,
  }
}

function ttl({ voidTime, now }: ExpressionRecord): bigint {
  return voidTime === 0 ? -1n : BigInt(Math.max(0, voidTime - Math.floor(now / 1000)))
}

function setName({ setName: name }: ExpressionRecord): ExpressionValue {
  return { type: ParticleType.string, data: Buffer.from(name) }
}

export const METADATA: Readonly<Record<number, Builder>> = {
  [ExpOp.digestModulo]: digestModulo,
  // The memory server keeps no record on a device.
  [ExpOp.deviceSize]: telling(ExpType.int, () => 0n),
  [ExpOp.memorySize]: telling(ExpType.int, (record) => BigInt(record.recordSize)),
  [ExpOp.recordSize]: telling(ExpType.int, (record) => BigInt(record.recordSize)),
  [ExpOp.lastUpdate]: telling(ExpType.int, (record) => BigInt(record.lastUpdate) * NANOSECONDS.millisecond),
  [ExpOp.sinceUpdate]: telling(ExpType.int, ({ now, lastUpdate }) => BigInt(Math.max(0, now - lastUpdate))),
  [ExpOp.voidTime]: telling(ExpType.int, ({ voidTime }) =>
    voidTime === 0 ? -1n : BigInt(voidTime) * NANOSECONDS.second,
  ),
  [ExpOp.ttl]: telling(ExpType.int, ttl),
  [ExpOp.setName]: telling(ExpType.string, setName),
  [ExpOp.keyExists]: telling(ExpType.bool, (record) => record.key !== undefined),
  [ExpOp.isTombstone]: telling(ExpType.bool, (record) => record.isTombstone),
}
