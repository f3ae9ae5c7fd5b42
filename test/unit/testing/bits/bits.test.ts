import { describe, expect, it } from 'vitest'
import { BitOp, BitOverflow, BitResizeFlag, BitWriteFlag } from '../../../../src/collections/bit-codes.ts'
import { bitsModify, bitsRead } from '../../../../src/testing/bits/index.ts'
import { ParticleType } from '../../../../src/wire/proto.ts'
import { payload } from '../payload/pack.ts'

const blob = (hex: string) => ({ type: ParticleType.blob, data: Buffer.from(hex, 'hex') })
const modify = (hex: string, ...parts: readonly unknown[]): string | number => {
  const { code, bin } = bitsModify(blob(hex), payload(parts))
  return code === 0 ? (bin?.data.toString('hex') ?? 'unchanged') : code
}
const read = (hex: string, ...parts: readonly unknown[]): string | bigint | number => {
  const { code, result } = bitsRead(blob(hex), payload(parts))
  if (code !== 0 || result === undefined) return code
  return result.type === ParticleType.integer ? result.data.readBigInt64BE() : result.data.toString('hex')
}

describe('bit operations', () => {
  it('shift within a run of bits only', () => {
    expect(modify('ffffff', BitOp.leftShift, 4, 12, 5)).toBe('ffe0ff')
    expect(modify('ffffff', BitOp.rightShift, 4, 12, 5)).toBe('f07fff')
    expect(modify('ffff', BitOp.leftShift, 0, 16, 100)).toBe('0000')
  })

  it('count offsets from the end when they are negative', () => {
    expect(modify('000000', BitOp.set, -8, 4, Buffer.from([0xa0]))).toBe('0000a0')
    expect(read('0000a5', BitOp.get, -8, 8)).toBe('a5')
    expect(read('0000a5', BitOp.get, -25, 8)).toBe(4)
  })

  it('overflow as asked', () => {
    const add = (flags: number) => modify('ff', BitOp.add, 0, 8, 2, BitWriteFlag.default, flags)
    expect(add(BitOverflow.fail)).toBe(26)
    expect(add(BitOverflow.saturate)).toBe('ff')
    expect(add(BitOverflow.wrap)).toBe('01')
  })

  it('create and refuse bins by flags', () => {
    const resize = payload([BitOp.resize, 2, BitWriteFlag.updateOnly])
    expect(bitsModify(undefined, resize)).toEqual({ code: 17 })
    expect(bitsModify(undefined, payload([BitOp.resize, 2]))).toEqual({ code: 0, bin: blob('0000') })
    expect(modify('aabb', BitOp.resize, 1, 0, BitResizeFlag.fromFront)).toBe('bb')
    expect(bitsModify(blob('aa'), payload([BitOp.resize, 2, BitWriteFlag.createOnly]))).toEqual({ code: 6 })
    expect(
      bitsModify({ type: ParticleType.string, data: Buffer.from('a') }, payload([BitOp.resize, 2])),
    ).toEqual({
      code: 12,
    })
  })

  it('answer nothing for a missing bin, whatever the payload', () => {
    expect(bitsRead(undefined, Buffer.from([0xc1]))).toEqual({ code: 0 })
  })

  it('see the bits in front of a run when they scan from the right, as the server does', () => {
    expect(read('80', BitOp.rightScan, 2, 4, true)).toBe(-2n)
    expect(read('00', BitOp.rightScan, 2, 4, true)).toBe(-1n)
  })

  it('leave a sum of two negatives that ends at zero, as the server does', () => {
    expect(modify('80', BitOp.add, 0, 8, 0x80, 0, 1)).toBe('00')
    expect(modify('80', BitOp.add, 0, 8, 0x81, 0, 1)).toBe(26)
  })

  it('answer 4 for every truncated payload', () => {
    const whole = payload([BitOp.add, 3, 9, 300, 0, BitOverflow.wrap])
    for (let end = 0; end < whole.length; end++) {
      expect(bitsModify(blob('ffffff'), whole.subarray(0, end)).code).toBe(4)
    }
  })
})
