import { describe, expect, it } from 'vitest'
import { QUERY_DEFAULTS } from '../../../src/policy/query.ts'
import { decodeCursor, encodeCursor } from '../../../src/query/cursor.ts'
import { Density } from '../../../src/query/density.ts'
import * as filter from '../../../src/query/filter.ts'
import { PartitionState, PartitionTracker } from '../../../src/query/tracker.ts'
import { digestOf, plan } from './plans.ts'

function sample(): string {
  const tracker = new PartitionTracker()
  for (const id of [0, 1, 2, 9, 4095]) tracker.finish(id)
  tracker.advance(5, digestOf(5, 1), -3n)
  tracker.advance(7, digestOf(7, 2), 2n ** 62n)
  return encodeCursor(plan(), { tracker, density: new Density(2.5) })
}

describe('cursors', () => {
  it('come back as they were, through JSON', () => {
    const cursor = JSON.parse(JSON.stringify(sample())) as string
    const { tracker, density } = decodeCursor(plan(), cursor)
    expect(density.value).toBe(2.5)
    expect(tracker.begun).toBe(2)
    expect([0, 3, 5, 4095].map((id) => tracker.state(id))).toEqual([
      PartitionState.done,
      PartitionState.untouched,
      PartitionState.begun,
      PartitionState.done,
    ])
    expect(Buffer.from(tracker.digest(7))).toEqual(digestOf(7, 2))
    expect([tracker.indexValue(5), tracker.indexValue(7)]).toEqual([-3n, 2n ** 62n])
    expect(encodeCursor(plan(), { tracker, density })).toBe(cursor)
  })

  it('are made of letters that need no escaping', () => {
    expect(sample()).toMatch(/^[\w-]+$/)
  })

  it.each([
    ['namespace', plan({ namespace: 'other' })],
    ['set', plan({ set: '' })],
    ['index filter', plan({ where: filter.equal('a', 1) })],
    ['filter expression', plan({ policy: { ...QUERY_DEFAULTS, filterExpression: Buffer.of(1) } })],
    ['partitions', plan({ partitions: { first: 0, count: 1 } })],
  ])('do not fit a query with another %s', (_name, other) => {
    expect(() => decodeCursor(other, sample())).toThrow('it belongs to another query')
  })

  it('fit a query that asks for other bins', () => {
    expect(decodeCursor(plan({ bins: ['a'] }), sample()).tracker.begun).toBe(2)
  })

  it('are refused when any byte of them is another', () => {
    const bytes = Buffer.from(sample(), 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ 0x10
      expect(() => decodeCursor(plan(), damaged.toString('base64url'))).toThrow(
        expect.objectContaining({ code: 'INVALID_CURSOR' }) as Error,
      )
    }
  })

  it('are refused when they are cut, or no text', () => {
    const cursor = sample()
    for (let length = 0; length < cursor.length; length++) {
      expect(() => decodeCursor(plan(), cursor.slice(0, length))).toThrow('it is damaged')
    }
    for (const value of [5, {}, `${cursor}=`, ` ${cursor}`]) {
      expect(() => decodeCursor(plan(), value)).toThrow(
        expect.objectContaining({ code: 'INVALID_CURSOR' }) as Error,
      )
    }
  })
})
