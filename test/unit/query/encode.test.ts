import { describe, expect, it } from 'vitest'
import { lists, ops } from '../../../src/index.ts'
import { EXECUTE_DEFAULTS, QUERY_DEFAULTS } from '../../../src/policy/query.ts'
import { encodeAggregation, encodeJob, encodeQuery, type QueryRequest } from '../../../src/query/encode.ts'
import * as filter from '../../../src/query/filter.ts'
import type { QueryPlan } from '../../../src/query/plan.ts'
import { PartitionTracker } from '../../../src/query/tracker.ts'
import { Writer } from '../../../src/wire/writer.ts'
import { digestOf, plan } from './plans.ts'

interface Message {
  readonly info: readonly number[]
  readonly ttl: number
  readonly timeout: number
  /** Type and data in hexadecimal. */
  readonly fields: readonly (readonly [number, string])[]
  /** Code and bin. */
  readonly operations: readonly (readonly [number, string])[]
}

function parse(buffer: Buffer): Message {
  expect(buffer.readUInt32BE(4)).toBe(buffer.length - 8)
  const fields: [number, string][] = []
  const operations: [number, string][] = []
  let at = 30
  for (let left = buffer.readUInt16BE(26); left > 0; left--) {
    const end = at + 4 + buffer.readUInt32BE(at)
    fields.push([buffer[at + 4] as number, buffer.subarray(at + 5, end).toString('hex')])
    at = end
  }
  for (let left = buffer.readUInt16BE(28); left > 0; left--) {
    const end = at + 4 + buffer.readUInt32BE(at)
    operations.push([
      buffer[at + 4] as number,
      buffer.toString('utf8', at + 8, at + 8 + (buffer[at + 7] as number)),
    ])
    at = end
  }
  expect(at).toBe(buffer.length)
  return {
    info: [...buffer.subarray(9, 13)],
    ttl: buffer.readUInt32BE(18),
    timeout: buffer.readUInt32BE(22),
    fields,
    operations,
  }
}

const REQUEST: QueryRequest = { queryId: 7n, full: [1, 258], partial: [], limit: 0 }

function query(
  change: Partial<QueryPlan> = {},
  request: Partial<QueryRequest> = {},
  tracker = new PartitionTracker(),
): Message {
  const writer = new Writer()
  encodeQuery(writer, plan(change), { ...REQUEST, ...request }, tracker)
  return parse(writer.toBuffer())
}

const hex = (text: string): string => Buffer.from(text).toString('hex')
const SCOPE = [
  [0, hex('test')],
  [1, hex('demo')],
]
const TIMEOUT_AND_ID = [
  [9, '00007530'],
  [7, '0000000000000007'],
]
const PARTITIONS = [[11, '01000201']]

describe('encodeQuery', () => {
  it('asks for partitions of a set', () => {
    expect(query()).toEqual({
      info: [0x01, 0, 0x04, 0],
      ttl: 0xffffffff,
      timeout: 0,
      fields: [...SCOPE, ...TIMEOUT_AND_ID, ...PARTITIONS],
      operations: [],
    })
  })

  it('leaves the set out for a whole namespace', () => {
    expect(query({ set: '' }).fields).toEqual([[0, hex('test')], ...TIMEOUT_AND_ID, ...PARTITIONS])
  })

  it('goes on behind digests, little endian index values with an index', () => {
    const tracker = new PartitionTracker()
    tracker.advance(3, digestOf(3, 9), 258n)
    const request = { full: [], partial: [3] }
    const digests = [12, digestOf(3, 9).toString('hex')]
    expect(query({}, request, tracker).fields.slice(4)).toEqual([digests])
    const fields = query({ where: filter.equal({ index: 'ix' }, 'v') }, request, tracker).fields.slice(4)
    expect(fields).toEqual([
      [22, '0100' + '03' + '0000000176' + '0000000176'],
      [21, hex('ix')],
      digests,
      [15, '0201000000000000'],
    ])
  })

  it('describes the range of an index', () => {
    const where = filter.containsRange('age', 'mapValues', 1, 2)
    expect(query({ where }).fields.slice(4, 6)).toEqual([
      [26, '03'],
      [
        22,
        '01' + '03' + hex('age') + '01' + '00000008' + '0000000000000001' + '00000008' + '0000000000000002',
      ],
    ])
    expect(query({ where: filter.equal({ expression: Buffer.of(0xc3) }, 1) }).fields[5]).toEqual([24, 'c3'])
  })

  it('sends rates, limits and a filter expression', () => {
    const policy = {
      ...QUERY_DEFAULTS,
      recordsPerSecond: 500,
      filterExpression: Buffer.of(0xc3),
      timeout: 90,
    }
    const message = query({ policy }, { limit: 12 })
    expect(message.timeout).toBe(90)
    expect(message.fields).toEqual([
      ...SCOPE,
      [10, '000001f4'],
      ...TIMEOUT_AND_ID,
      [43, 'c3'],
      ...PARTITIONS,
      [13, '000000000000000c'],
    ])
  })

  it.each([
    ['no bins', { bins: [] }, 0, [0x21, 0, 4, 0], []],
    [
      'some bins',
      { bins: ['a', 'b'] },
      0,
      [0x01, 0, 4, 0],
      [
        [1, 'a'],
        [1, 'b'],
      ],
    ],
    ['some bins, counted: an answer for each', { bins: ['a'] }, 5, [0x01, 0x80, 4, 0], [[1, 'a']]],
    ['operations', { operations: [lists.size('l')] }, 0, [0x01, 0x80, 4, 0], [[3, 'l']]],
    ['a short query', { policy: { ...QUERY_DEFAULTS, expectedDuration: 'short' } }, 0, [0x05, 0, 4, 0], []],
    [
      'a relaxed query',
      { policy: { ...QUERY_DEFAULTS, expectedDuration: 'longRelaxAp' } },
      0,
      [0x01, 0x40, 4, 0],
      [],
    ],
  ] as [string, Partial<QueryPlan>, number, number[], [number, string][]][])(
    '%s',
    (_name, change, limit, info, operations) => {
      const message = query(change, { limit })
      expect(message.info).toEqual(info)
      expect(message.operations).toEqual(operations)
    },
  )
})

describe('encodeJob', () => {
  const job = (
    ...args: Parameters<typeof encodeJob> extends [unknown, ...infer Rest] ? Rest : never
  ): Message => {
    const writer = new Writer()
    encodeJob(writer, ...args)
    return parse(writer.toBuffer())
  }

  it('sends operations that write, without partitions', () => {
    const policy = { ...EXECUTE_DEFAULTS, ttl: 60, durableDelete: true, commitLevel: 'master' as const }
    expect(job(plan(), { operations: [ops.add('n', 1)] }, policy, 7n)).toEqual({
      info: [0, 0x11, 0x02, 0],
      ttl: 60,
      timeout: 10_000,
      fields: [...SCOPE, ...TIMEOUT_AND_ID],
      operations: [[5, 'n']],
    })
  })

  it('sends a function behind the filter of the index, and the filter expression last', () => {
    const udf = { module: 'm', function: 'f', args: Buffer.of(0x90) }
    const where = filter.equal('a', 'x')
    const policy = { ...EXECUTE_DEFAULTS, filterExpression: Buffer.of(0xc3) }
    expect(job(plan({ where }), { udf }, policy, 7n).fields.slice(4)).toEqual([
      [22, '01' + '01' + '61' + '03' + '0000000178' + '0000000178'],
      [33, '02'],
      [30, hex('m')],
      [31, hex('f')],
      [32, '90'],
      [43, 'c3'],
    ])
  })
})

describe('encodeAggregation', () => {
  it('sends a function behind the filter of the index, to a node as a whole', () => {
    const udf = { module: 'm', function: 'f', args: Buffer.of(0x91, 0x05) }
    const writer = new Writer()
    encodeAggregation(writer, plan({ where: filter.equal('a', 'x') }), udf, 7n)
    expect(parse(writer.toBuffer())).toEqual({
      info: [1, 0, 0, 0],
      ttl: 0xffff_ffff,
      timeout: 0,
      fields: [
        ...SCOPE,
        // No time limit for sending: an aggregation that is held up cannot go on by another connection.
        [9, '00000000'],
        [7, '0000000000000007'],
        [22, '01' + '01' + '61' + '03' + '0000000178' + '0000000178'],
        [33, '01'],
        [30, hex('m')],
        [31, hex('f')],
        [32, '9105'],
      ],
      operations: [],
    })
  })
})
