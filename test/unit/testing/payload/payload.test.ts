import { describe, expect, it } from 'vitest'
import { compactScalar } from '../../../../src/testing/payload/compact.ts'
import { compareElements } from '../../../../src/testing/payload/compare.ts'
import { PayloadReader } from '../../../../src/testing/payload/reader.ts'
import { Float, payload, Raw } from './pack.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const order = (a: unknown, b: unknown) =>
  compareElements(new PayloadReader(payload(a)), new PayloadReader(payload(b)))
const WILDCARD = new Raw(hex('d4ff00'))

describe('comparing packed values', () => {
  it('goes by type first', () => {
    const rising = [
      null,
      false,
      true,
      -(2n ** 40n),
      -1,
      0,
      2n ** 63n,
      'a',
      'b',
      [1],
      new Map(),
      Buffer.from('a'),
      new Float(-1),
    ]
    rising.forEach((value, i) => {
      for (const later of rising.slice(i + 1)) expect(order(value, later).order).toBeLessThan(0)
      expect(order(value, value).order).toBe(0)
    })
  })

  it('goes by elements in lists, a prefix being less', () => {
    expect(order([1, 2], [1, 3]).order).toBeLessThan(0)
    expect(order([1, 2], [1, 2, 0]).order).toBeLessThan(0)
    expect(order([2], [1, 9]).order).toBeGreaterThan(0)
    expect(order([[1], 9], [[1, 2], 0]).order).toBeLessThan(0)
    expect(order([1, WILDCARD], [1, 'anything']).order).toBe(0)
  })

  it('passes over order markers and tells of maps without one', () => {
    expect(order(new Raw(hex('93c700010102')), [1, 2]).order).toBe(0)
    expect(order(new Map([[1, 2]]), new Map([[1, 2]]))).toEqual({ order: 0, unordered: true })
    const ordered = new Raw(hex('82c70001c00102'))
    expect(order(ordered, ordered)).toEqual({ order: 0, unordered: false })
  })

  it('orders extensions of one byte by it, behind doubles', () => {
    const [five, six] = [new Raw(hex('d40105')), new Raw(hex('d40106'))]
    expect(order(five, six).order).toBeLessThan(0)
    expect(order(five, five).order).toBe(0)
    expect(order(new Float(Infinity), five).order).toBeLessThan(0)
  })

  it('gives no order to what is cut off', () => {
    const whole = payload([1, 'two', [3]])
    for (let end = 0; end < whole.length; end++) {
      const cut = new PayloadReader(whole.subarray(0, end))
      expect(compareElements(cut, new PayloadReader(whole)).order).toBeUndefined()
    }
  })
})

describe('reading payloads', () => {
  it('passes over whole elements only', () => {
    const whole = Buffer.concat([payload([1, ['a', new Map([[1, Buffer.from('x')]])]]), hex('c7020102030a')])
    const reader = new PayloadReader(whole)
    expect(reader.skip(3)).toBe(true)
    expect(reader.done).toBe(true)
    for (let end = 0; end < whole.length; end++) {
      expect(new PayloadReader(whole.subarray(0, end)).skip(3)).toBe(false)
    }
    expect(new PayloadReader(hex('ddffffffff01')).skip(1)).toBe(false)
  })

  it('reads integers of every size', () => {
    const reader = new PayloadReader(
      hex('7fe0ccffcdffffceffffffffcfffffffffffffffffd080d18000d280000000d38000000000000000'),
    )
    const values = Array.from({ length: 10 }, () => reader.int64())
    expect(values.slice(0, 5)).toEqual([127n, -32n, 255n, 65535n, 4294967295n])
    expect(values.slice(5)).toEqual([-1n, -128n, -32768n, -(2n ** 31n), -(2n ** 63n)])
  })
})

describe('compacting', () => {
  it.each([
    ['cd0005', '05'],
    ['d1ffff', 'ff'],
    ['d3ffffffffffffff80', 'd080'],
    ['cf00000000ffffffff', 'ceffffffff'],
    ['c4020441', 'a20441'],
    ['da00020341', 'a20341'],
    ['c7010901', 'd40901'],
    ['c0', 'c0'],
  ])('%s becomes %s', (long, short) => {
    expect(compactScalar(hex(long)).toString('hex')).toBe(short)
  })

  it('keeps blob headers that are no longer than a string header', () => {
    const blob = Buffer.concat([hex('c428'), Buffer.alloc(40, 4)])
    expect(compactScalar(blob)).toEqual(blob)
  })
})
