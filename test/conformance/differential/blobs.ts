import type { OpData } from '../scenario.ts'
import type { Random } from './random.ts'
import { integer, scalar } from './values.ts'

const offset = (r: Random): number => r.int(-20, 50)
const size = (r: Random): number => (r.chance(0.9) ? r.int(1, 24) : r.pick([0, 32, 63, 64, 65, 100]))

export function bitOperation(r: Random, bin: string): OpData {
  const flags = Object.fromEntries(
    ['createOnly', 'updateOnly', 'noFail', 'partial']
      .filter(() => r.chance(0.12))
      .map((name) => [name, true]),
  )
  const arithmetic = { ...flags, signed: r.chance(0.4), overflow: r.pick(['fail', 'wrap', 'saturate']) }
  return r.either<OpData>(
    () => [
      'bits.resize',
      bin,
      r.int(0, 8),
      { ...flags, ...(r.chance(0.4) ? { [r.pick(['fromFront', 'growOnly', 'shrinkOnly'])]: true } : {}) },
    ],
    () => ['bits.resize', bin, r.int(2, 8), flags],
    () => ['bits.insert', bin, r.int(-3, 8), r.bytes(1, 3), flags],
    () => ['bits.remove', bin, r.int(-3, 8), r.int(0, 3), flags],
    () => [
      r.pick(['bits.set', 'bits.or', 'bits.xor', 'bits.and']),
      bin,
      offset(r),
      size(r),
      r.bytes(0, 4),
      flags,
    ],
    () => ['bits.not', bin, offset(r), size(r), flags],
    // A shift by more than `partial` leaves of the bits kills the server.
    () => [
      r.pick(['bits.leftShift', 'bits.rightShift']),
      bin,
      offset(r),
      size(r),
      r.int(0, 12),
      { ...flags, partial: false },
    ],
    () => [r.pick(['bits.add', 'bits.subtract']), bin, offset(r), size(r), integer(r), arithmetic],
    () => ['bits.setInt', bin, offset(r), size(r), integer(r), flags],
    () => [r.pick(['bits.get', 'bits.count']), bin, offset(r), size(r)],
    () => [r.pick(['bits.leftScan', 'bits.rightScan']), bin, offset(r), size(r), r.chance(0.5)],
    () => ['bits.getInt', bin, offset(r), size(r), { signed: r.chance(0.5) }],
  )
}

export function hllOperation(r: Random, bin: string): OpData {
  const sizes = {
    ...(r.chance(0.7) ? { indexBits: r.chance(0.9) ? r.int(4, 10) : r.int(0, 18) } : {}),
    ...(r.chance(0.3) ? { minhashBits: r.chance(0.8) ? r.int(4, 20) : r.int(0, 52) } : {}),
  }
  const flags = Object.fromEntries(
    ['createOnly', 'updateOnly', 'noFail'].filter(() => r.chance(0.12)).map((name) => [name, true]),
  )
  const values = r.list(1, 20, () => scalar(r))
  return r.either<OpData>(
    () => ['hll.init', bin, { ...sizes, ...flags }],
    () => ['hll.add', bin, values, { ...sizes, ...flags }],
    () => ['hll.add', bin, values, flags],
    () => ['hll.add', bin, values, flags],
    () => ['hll.refreshCount', bin],
    () => ['hll.fold', bin, r.int(3, 10)],
    () => ['hll.getCount', bin],
    () => ['hll.describe', bin],
    () => ['hll.mayContain', bin, r.list(1, 3, () => scalar(r))],
  )
}
