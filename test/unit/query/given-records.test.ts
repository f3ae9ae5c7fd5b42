import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { GivenRecords } from '../../../src/query/given-records.ts'

const digest = (i: number): Buffer => createHash('ripemd160').update(String(i)).digest()

it('knows the records that were noted, and no others', () => {
  const given = new GivenRecords(5_000)
  for (let i = 0; i < 5_000; i++) {
    given.note(digest(i))
    given.note(digest(i))
  }
  const known = Array.from({ length: 10_000 }, (_, i) => given.has(digest(i)))
  expect(known.indexOf(false)).toBe(5_000)
  expect(known.lastIndexOf(true)).toBe(4_999)
  expect(given.isWhole).toBe(true)
})

it('tells digests apart that share the half of their marks, or are nothing but zeros', () => {
  const given = new GivenRecords(10)
  const [none, low, high] = [Buffer.alloc(20), Buffer.alloc(20), Buffer.alloc(20)] as const
  low[2] = 7
  high[6] = 7
  expect([none, low, high].map((each) => given.has(each))).toEqual([false, false, false])
  given.note(none)
  expect([none, low, high].map((each) => given.has(each))).toEqual([true, false, false])
  given.note(low)
  given.note(high)
  expect([none, low, high].map((each) => given.has(each))).toEqual([true, true, true])
})

it('forgets all when there are too many, and says so', () => {
  const given = new GivenRecords(2)
  for (let i = 0; i < 2; i++) given.note(digest(i))
  expect(given.isWhole).toBe(true)
  given.note(digest(2))
  given.note(digest(3))
  expect(given.isWhole).toBe(false)
})
