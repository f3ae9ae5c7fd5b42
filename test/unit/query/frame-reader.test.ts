import { describe, expect, it } from 'vitest'
import { AerospikeError } from '../../../src/index.ts'
import { lists } from '../../../src/index.ts'
import { endsAnswer, FrameReader, Step } from '../../../src/query/frame-reader.ts'
import type { QueryPlan } from '../../../src/query/plan.ts'
import { PartitionState, PartitionTracker } from '../../../src/query/tracker.ts'
import { writeBytesField, writeOperation, writeTextField } from '../../../src/wire/message.ts'
import { Writer } from '../../../src/wire/writer.ts'
import type { Value } from '../../../src/values.ts'
import { digestOf, plan } from './plans.ts'

interface Answer {
  readonly info3?: number
  readonly resultCode?: number
  readonly generation?: number
  readonly digest?: Buffer
  readonly set?: string
  readonly key?: Buffer
  readonly indexValue?: bigint
  readonly bins?: readonly (readonly [string, Value])[]
}

/** A message as a node sends it, without the frame around it. */
function message({ info3 = 0, resultCode = 0, generation = 3, bins = [], ...fields }: Answer): Buffer {
  const writer = new Writer()
  writer.bytes(Buffer.from([22, 0, 0, info3, 0, resultCode]))
  writer.u32(generation)
  writer.u32(0)
  writer.u32(0)
  const { digest, set, key, indexValue } = fields
  const count = [digest, set, key, indexValue].filter((field) => field !== undefined).length
  writer.u16(digest === undefined ? count : count + 1)
  writer.u16(bins.length)
  if (digest !== undefined) {
    writeTextField(writer, 0, 'test')
    writeBytesField(writer, 4, digest)
  }
  if (set !== undefined) writeTextField(writer, 1, set)
  if (key !== undefined) writeBytesField(writer, 2, key)
  if (indexValue !== undefined) {
    const value = Buffer.alloc(8)
    value.writeBigInt64LE(indexValue)
    writeBytesField(writer, 15, value)
  }
  for (const [name, value] of bins) writeOperation(writer, 1, name, value)
  return writer.toBuffer()
}

const LAST = message({ info3: 1 })
const RECORDS = [
  message({ digest: digestOf(5, 1), set: 'demo', key: Buffer.from('\x03abc'), bins: [['a', 1]] }),
  message({
    digest: digestOf(5, 2),
    set: 'demo',
    bins: [
      ['a', 2],
      ['l', [1, { x: 'y' }]],
    ],
  }),
  message({
    digest: digestOf(6, 3),
    set: 'demo',
    key: Buffer.from('010000000000000007', 'hex'),
    indexValue: -9n,
  }),
]

function reader(change: Partial<QueryPlan> = {}): { reader: FrameReader; tracker: PartitionTracker } {
  const tracker = new PartitionTracker()
  return { reader: new FrameReader(plan(change), tracker), tracker }
}

describe('FrameReader', () => {
  it('reads many records of one frame, one at a time', () => {
    const { reader: frame, tracker } = reader()
    frame.begin(Buffer.concat([...RECORDS, LAST]))
    const seen: unknown[] = []
    while (frame.next() === Step.record) {
      const { key, bins, generation, ttl } = frame.record ?? expect.fail()
      seen.push([key.userKey, key.set, key.partitionId, bins, generation, ttl])
    }
    expect(seen).toEqual([
      ['abc', 'demo', 5, { a: 1 }, 3, -1],
      [undefined, 'demo', 5, { a: 2, l: [1, { x: 'y' }] }, 3, -1],
      [7, 'demo', 6, {}, 3, -1],
    ])
    expect(frame.next()).toBe(Step.empty)
    expect(Buffer.from(tracker.digest(5))).toEqual(digestOf(5, 2))
    expect(tracker.indexValue(6)).toBe(-9n)
  })

  it('tells the tracker only of records that were read', () => {
    const { reader: frame, tracker } = reader()
    frame.begin(Buffer.concat(RECORDS))
    frame.next()
    frame.commit()
    expect(Buffer.from(tracker.digest(5))).toEqual(digestOf(5, 1))
    expect(tracker.state(6)).toBe(PartitionState.untouched)
  })

  it('tells the tracker of all when the answer ends, though nobody looks at the frame again', () => {
    const { reader: frame, tracker } = reader()
    frame.begin(Buffer.concat([...RECORDS, LAST]))
    while (frame.next() !== Step.last);
    expect(tracker.state(6)).toBe(PartitionState.begun)
    expect(Buffer.from(tracker.digest(6))).toEqual(digestOf(6, 3))
  })

  it('gives keys whose digest does not change with the frame', () => {
    const { reader: frame } = reader()
    const body = Buffer.concat(RECORDS)
    frame.begin(body)
    frame.next()
    body.fill(0)
    expect(frame.record?.key.digest).toEqual(digestOf(5, 1))
  })

  it('takes the set from the record when the whole namespace is asked', () => {
    const { reader: frame } = reader({ set: '' })
    frame.begin(Buffer.concat([RECORDS[0] as Buffer, message({ digest: digestOf(1, 1) })]))
    frame.next()
    expect(frame.record?.key.set).toBe('demo')
    frame.next()
    expect(frame.record?.key.set).toBe('')
  })

  it('reports partitions that are unavailable, steps over good ones', () => {
    const { reader: frame } = reader()
    frame.begin(
      Buffer.concat([
        message({ info3: 4, generation: 8 }),
        message({ info3: 4, generation: 9, resultCode: 11 }),
        LAST,
      ]),
    )
    expect(frame.next()).toBe(Step.unavailable)
    expect([frame.partitionId, frame.resultCode]).toEqual([9, 11])
    expect(frame.next()).toBe(Step.last)
  })

  it('ends with a refusal, marked as the last message or not', () => {
    for (const info3 of [0, 1]) {
      const { reader: frame } = reader()
      frame.begin(message({ info3, resultCode: 201 }))
      expect(frame.next()).toBe(Step.refused)
      expect(frame.resultCode).toBe(201)
      expect(frame.next()).toBe(Step.empty)
    }
  })

  it('leaves out a record that has none of the bins asked for, but goes on behind it', () => {
    const { reader: frame, tracker } = reader({ bins: ['a'] })
    frame.begin(message({ digest: digestOf(5, 4), bins: [['a', null]] }))
    expect(frame.next()).toBe(Step.skipped)
    frame.commit()
    expect(Buffer.from(tracker.digest(5))).toEqual(digestOf(5, 4))
  })

  it('gives the results of operations in their order', () => {
    const { reader: frame } = reader({ operations: [lists.size('l'), lists.size('m')] })
    frame.begin(
      message({
        digest: digestOf(5, 4),
        bins: [
          ['l', 2],
          ['m', null],
        ],
      }),
    )
    frame.next()
    expect(frame.record).toMatchObject({ results: [2, null], bins: { l: 2 } })
  })

  it('refuses a partition that was not asked for', () => {
    const tracker = new PartitionTracker(0, 5)
    const frame = new FrameReader(plan(), tracker)
    frame.begin(RECORDS[0] as Buffer)
    expect(() => frame.next()).toThrow('partition 5')
  })

  it('gives our errors only for a frame that is cut anywhere', () => {
    const whole = Buffer.concat([...RECORDS, LAST])
    for (let length = 0; length < whole.length; length++) {
      const { reader: frame } = reader()
      frame.begin(whole.subarray(0, length))
      try {
        while (frame.next() !== Step.empty);
      } catch (error) {
        if (!(error instanceof RangeError)) expect(error).toBeInstanceOf(AerospikeError)
      }
    }
  })
})

describe('endsAnswer', () => {
  const big = message({ digest: digestOf(1, 1), bins: [['b', Buffer.alloc(6000, 22)]] })
  const ends = (...parts: Buffer[]): boolean => {
    const frame = Buffer.concat([Buffer.alloc(8), ...parts])
    return endsAnswer(frame, 8, frame.length)
  }

  it('sees the last message, alone or behind records', () => {
    expect(ends(LAST)).toBe(true)
    expect(ends(...RECORDS, LAST)).toBe(true)
    expect(ends(big, LAST)).toBe(true)
    expect(ends(message({ resultCode: 4 }))).toBe(true)
  })

  it('goes on after records and unavailable partitions', () => {
    expect(ends(...RECORDS)).toBe(false)
    expect(ends(message({ info3: 4, resultCode: 11 }))).toBe(false)
    expect(ends(big)).toBe(false)
  })

  it('does not take a value that looks like the last message for it', () => {
    const trap = Buffer.concat([Buffer.alloc(6000), LAST])
    expect(ends(message({ digest: digestOf(1, 1), bins: [['b', trap]] }))).toBe(false)
  })
})
