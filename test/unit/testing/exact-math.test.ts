import { describe, expect, it } from 'vitest'
import { exactLog, exactPow } from '../../../src/testing/exact-math.ts'

/** Values and results of glibc on x86-64 where engines of JavaScript differ by a digit, or might. */
describe('exact mathematics', () => {
  it('takes logarithms', () => {
    expect(exactLog(1)).toBe(0)
    expect(exactLog(Math.E)).toBe(1)
    expect(exactLog(3) / exactLog(1e19)).toBe(0.02511164498524539)
    expect(exactLog(5e-324)).toBe(-744.4400719213812)
    expect(exactLog(0)).toBe(-Infinity)
    expect(exactLog(-1)).toBeNaN()
  })

  it('raises to powers', () => {
    expect(exactPow(3, 5)).toBe(243)
    expect(exactPow(-2, 3)).toBe(-8)
    expect(exactPow(1, NaN)).toBe(1)
    expect(exactPow(-1, Infinity)).toBe(1)
    expect(exactPow(Infinity, 0)).toBe(1)
    expect(exactPow(2, 1023)).toBe(2 ** 1023)
    expect(exactPow(10, 400)).toBe(Infinity)
    expect(exactPow(-8, 1 / 3)).toBeNaN()
    expect(exactPow(0.5, 1074)).toBe(5e-324)
  })
})
