import { createHash } from 'node:crypto'
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

  it('of another version are refused for that', () => {
    const body = Buffer.from(sample(), 'base64url').subarray(0, -4)
    for (const version of [0, 1, 2, 4]) {
      body[0] = version
      const check = createHash('sha256').update(body).digest().subarray(0, 4)
      const cursor = Buffer.concat([body, check]).toString('base64url')
      expect(() => decodeCursor(plan(), cursor)).toThrow('another version of this package made it')
    }
  })
})

describe('cursors of a query that nodes may answer with repeats', () => {
  const repeating = plan({ where: filter.containsRange('l', 'list', 0, 9) })

  /** Partition 5 and 6 are begun, with records given; 7 is done; 8 is begun, and its records were filtered out. */
  function tracked(): PartitionTracker {
    const tracker = new PartitionTracker(0, 4096, true)
    for (const [id, marks] of [
      [5, [1, 2, 3]],
      [6, [9]],
      [7, [1, 2]],
    ] as const)
      // prettier-ignore
      for (const mark of marks) tracker.seen?.add(id, given(id, mark))
    tracker.advance(5, given(5, 3), 7n)
    tracker.advance(6, given(6, 9), 8n)
    tracker.advance(8, given(8, 1), 9n)
    tracker.finish(7)
    return tracker
  }
  /** A digest that differs within its mark, too. */
  function given(id: number, mark: number): Buffer {
    const digest = digestOf(id, mark)
    digest[9] = mark
    return digest
  }

  it('say which records were given, of partitions that are not done', () => {
    const cursor = encodeCursor(repeating, { tracker: tracked(), density: new Density(1) })
    const { tracker } = decodeCursor(repeating, cursor)
    expect([5, 6, 7, 8].map((id) => tracker.seen?.marks(id).size)).toEqual([3, 1, 0, 0])
    expect(tracker.seen?.add(5, given(5, 2))).toBe(false)
    expect(tracker.seen?.add(5, given(5, 4))).toBe(true)
    expect(tracker.seen?.add(6, given(6, 9))).toBe(false)
    expect([tracker.begun, tracker.indexValue(8)]).toEqual([3, 9n])
  })

  it('are longer by 8 bytes for each record given, and 4 for each partition begun', () => {
    const bytes = (tracker: PartitionTracker, of = repeating): number =>
      Buffer.from(encodeCursor(of, { tracker, density: new Density(1) }), 'base64url').length
    const plain = new PartitionTracker()
    for (const id of [5, 6, 8]) plain.advance(id, given(id, 1), 1n)
    plain.finish(7)
    expect(bytes(tracked()) - bytes(plain, plan())).toBe(4 * 8 + 3 * 4)
  })

  it('are refused when the marks do not fit what is said of them', () => {
    const whole = Buffer.from(
      encodeCursor(repeating, { tracker: tracked(), density: new Density(1) }),
      'base64url',
    ).subarray(0, -4)
    const signed = (body: Buffer): string =>
      Buffer.concat([body, createHash('sha256').update(body).digest().subarray(0, 4)]).toString('base64url')
    expect(decodeCursor(repeating, signed(whole)).tracker.begun).toBe(3)
    // The number of marks of the first partition that is begun stands behind the header, one run, a digest and a value.
    const countAt = 18 + 4 + 28
    expect(whole.readUInt32BE(countAt)).toBe(3)
    for (const count of [0, 2, 4, 0xffff_ffff]) {
      const body = Buffer.from(whole)
      body.writeUInt32BE(count, countAt)
      expect(() => decodeCursor(repeating, signed(body))).toThrow('it is damaged')
    }
    const twice = Buffer.from(whole)
    twice.copy(twice, countAt + 4 + 8, countAt + 4, countAt + 4 + 8)
    expect(() => decodeCursor(repeating, signed(twice))).toThrow('it is damaged')
    for (let length = 17; length < whole.length; length++)
      expect(() => decodeCursor(repeating, signed(whole.subarray(0, length)))).toThrow('it is damaged')
  })
})
