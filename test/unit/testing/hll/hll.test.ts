import { describe, expect, it } from 'vitest'
import { HllOp, HllWriteFlag } from '../../../../src/collections/hll-codes.ts'
import { hllModify, hllRead, isValidHll } from '../../../../src/testing/hll/index.ts'
import type { Particle } from '../../../../src/testing/particle.ts'
import { ParticleType } from '../../../../src/wire/proto.ts'
import { payload } from '../payload/pack.ts'

function modified(bin: Particle | undefined, ...parts: readonly unknown[]): Particle {
  const { code, bin: changed } = hllModify(bin, payload(parts))
  expect(code).toBe(0)
  if (!changed) throw new Error('nothing was stored')
  return changed
}

function count(bin: Particle, ...parts: readonly unknown[]): bigint {
  const { code, result } = hllRead(bin, payload(parts))
  expect(code).toBe(0)
  return result?.data.readBigInt64BE() ?? -1n
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

describe('HyperLogLog', () => {
  it('estimates how many different values were added', () => {
    const bin = modified(undefined, HllOp.add, numbers(0, 1000), 12)
    const estimate = Number(count(bin, HllOp.getCount))
    expect(Math.abs(estimate - 1000)).toBeLessThan(50)
    expect(hllModify(bin, payload([HllOp.add, numbers(0, 1000)])).result?.data.readBigInt64BE()).toBe(0n)
  })

  it('takes a value for the same however it was packed', () => {
    const short = modified(undefined, HllOp.add, [5], 8)
    const long = hllModify(undefined, Buffer.from('93019' + '1cd0005' + '08', 'hex'))
    expect(long.bin?.data.equals(short.data)).toBe(true)
  })

  it('folds to the sketch that fewer index bits would have made', () => {
    const wide = modified(undefined, HllOp.add, numbers(0, 300), 10)
    const folded = modified(wide, HllOp.fold, 6)
    expect(folded.data[1]).toBe(6)
    expect(folded.data.length).toBe(11 + 48)
    expect(hllModify(folded, payload([HllOp.fold, 7])).code).toBe(26)
    expect(hllModify(modified(undefined, HllOp.init, 10, 8), payload([HllOp.fold, 6])).code).toBe(26)
  })

  it('unites and intersects', () => {
    const a = modified(undefined, HllOp.add, numbers(0, 400), 12, 20)
    const b = modified(undefined, HllOp.add, numbers(200, 600), 12, 20)
    expect(Number(count(a, HllOp.getUnionCount, [b.data]))).toBeGreaterThan(500)
    const common = Number(count(a, HllOp.getIntersectCount, [b.data]))
    expect(Math.abs(common - 200)).toBeLessThan(60)
    const united = modified(a, HllOp.setUnion, [b.data])
    expect(count(united, HllOp.getCount)).toBe(count(a, HllOp.getUnionCount, [b.data]))
  })

  it('does not shrink a bin without leave', () => {
    const big = modified(undefined, HllOp.init, 12)
    const small = modified(undefined, HllOp.init, 8)
    expect(hllModify(big, payload([HllOp.setUnion, [small.data]])).code).toBe(26)
    expect(modified(big, HllOp.setUnion, [small.data], HllWriteFlag.allowFold).data[1]).toBe(8)
  })

  it('remembers a refreshed count in the bin', () => {
    const bin = modified(undefined, HllOp.add, numbers(0, 50), 10)
    const refreshed = modified(bin, HllOp.refreshCount)
    expect(refreshed.data.readBigUInt64LE(3)).toBe(count(bin, HllOp.getCount))
    expect(modified(refreshed, HllOp.add, [99_999]).data.readBigUInt64LE(3)).toBe(0n)
  })

  it('refuses bins that are none', () => {
    expect(hllRead({ type: ParticleType.blob, data: Buffer.alloc(20) }, payload([HllOp.getCount])).code).toBe(
      12,
    )
    expect(hllRead({ type: ParticleType.hll, data: Buffer.alloc(20) }, payload([HllOp.getCount])).code).toBe(
      1,
    )
    expect(hllModify(undefined, payload([HllOp.add, [1]])).code).toBe(26)
    expect(isValidHll(modified(undefined, HllOp.init, 4, 51).data)).toBe(true)
    expect(isValidHll(Buffer.from('000404', 'hex'))).toBe(false)
  })

  it('answers 4 for every truncated payload', () => {
    const whole = payload([HllOp.add, [1, 'two', Buffer.from('three')], 10, 8, 4])
    for (let end = 0; end < whole.length; end++) {
      expect(hllModify(undefined, whole.subarray(0, end)).code).toBe(4)
    }
  })
})
