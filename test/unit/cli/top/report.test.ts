import { describe, expect, it } from 'vitest'
import { parseLatencies, slowShare } from '../../../../src/cli/top/histograms.ts'
import { NAMESPACE_COUNTERS, rate } from '../../../../src/observe/server-counters.ts'
import { reportOf } from '../../../../src/cli/top/report.ts'
import { withLost } from '../../../../src/cli/top/sample.ts'
import { nodeSample, sample, setInfo } from './samples.ts'

describe('latencies', () => {
  const zeros = ',0.00'.repeat(15)

  it('are read as a server writes them', () => {
    const answer = `batch-index:;{test}-read:msec,30618.2,0.05,0.01${zeros};{a-b}-batch-sub-read:usec,1.0,9.50,1.00${zeros};{test}-write:;`
    expect(parseLatencies(answer)).toEqual([
      {
        namespace: 'test',
        name: 'read',
        unit: 'ms',
        perSecond: 30618.2,
        over: [0.05, 0.01, ...Array<number>(15).fill(0)],
      },
      {
        namespace: 'a-b',
        name: 'batch-sub-read',
        unit: 'µs',
        perSecond: 1,
        over: [9.5, 1, ...Array<number>(15).fill(0)],
      },
    ])
  })

  it.each([
    '',
    'ERROR:4:unrecognized command',
    '{test}-read:sec,1.0,2.00',
    '{test}-read:msec,',
    'garbage;;:',
  ])('%j has none', (answer) => {
    expect(parseLatencies(answer)).toEqual([])
  })

  it('weigh by how much was done, whatever their unit', () => {
    const over = Array<number>(17).fill(0)
    const [ms, us] = [over.with(0, 10), over.with(10, 40)]
    const histograms = [
      { namespace: 'a', name: 'read', unit: 'ms', perSecond: 100, over: ms },
      { namespace: 'b', name: 'read', unit: 'µs', perSecond: 50, over: us },
      { namespace: 'b', name: 'write', unit: 'ms', perSecond: 0, over: ms },
    ] as const
    expect(slowShare(histograms, ['read'])).toBe(20)
    expect(slowShare(histograms, ['write'])).toBeUndefined()
  })
})

describe('a rate', () => {
  const figures = (count: number) => new Map([['client_read_success', String(count)]])
  const { reads, writes } = NAMESPACE_COUNTERS

  it('is what was counted between two moments', () => {
    expect(rate(reads, figures(100), figures(150), 2)).toBe(25)
    const batched = new Map([...figures(100), ['batch_sub_read_not_found', '40']])
    expect(rate(reads, figures(100), batched, 2)).toBe(20)
  })

  it('is not known without two counts, for what is not counted, or when counting began anew', () => {
    expect(rate(reads, undefined, figures(1), 2)).toBeUndefined()
    expect(rate(writes, figures(1), figures(2), 2)).toBeUndefined()
    expect(rate(reads, figures(100), figures(3), 2)).toBeUndefined()
    expect(rate(reads, figures(100), figures(100), 0)).toBeUndefined()
    expect(rate(reads, new Map(), figures(100), 2)).toBeUndefined()
  })

  it('counts every end of a read once', () => {
    expect(new Set(reads).size).toBe(reads.length)
    expect(reads).toEqual(expect.arrayContaining(['client_read_not_found', 'batch_sub_read_filtered_out']))
    expect(NAMESPACE_COUNTERS.errors).not.toContain('client_read_not_found')
  })
})

describe('a report', () => {
  const before = sample(
    0,
    [nodeSample('A1', { reads: 100, writes: 0 }), nodeSample('A2', { reads: 0, writes: 0 })],
    {
      sets: [setInfo('users', 10, 1000)],
    },
  )
  const after = sample(
    2000,
    [nodeSample('A1', { reads: 300, writes: 20 }), nodeSample('A2', { reads: 100, writes: 0 })],
    {
      sets: [setInfo('users', 30, 1500), setInfo('new', 1, 1)],
    },
  )
  const report = reportOf(before, after)

  it('has rates by node, and their sums by namespace', () => {
    expect(report.seconds).toBe(2)
    expect(report.nodes.map(({ id, reads, writes, state }) => [id, reads, writes, state])).toEqual([
      ['A1', 100, 10, 'up'],
      ['A2', 50, 0, 'up'],
    ])
    expect(report.namespaces).toMatchObject([
      {
        name: 'test',
        reads: 150,
        writes: 10,
        objects: 20,
        usedBytes: 200,
        totalBytes: 2000,
        usedPercent: 10,
      },
    ])
    expect(report.namespaces[0]?.warnings).toEqual(['stop writes', '2 dead'])
  })

  it('tells how sets grow, as far as that is known', () => {
    expect(report.sets).toEqual([
      {
        namespace: 'test',
        name: 'users',
        objects: 30,
        objectsPerSecond: 10,
        bytes: 1500,
        bytesPerSecond: 250,
      },
      {
        namespace: 'test',
        name: 'new',
        objects: 1,
        objectsPerSecond: undefined,
        bytes: 1,
        bytesPerSecond: undefined,
      },
    ])
  })

  it('knows no rates at first', () => {
    const first = reportOf(undefined, after)
    expect(first.nodes[0]).toMatchObject({ reads: undefined, batches: undefined, connections: 7 })
  })

  it('keeps a node that is gone, until it is back', () => {
    const alone = withLost(after, sample(4000, [nodeSample('A1', { reads: 300, writes: 20 })]))
    const lost = reportOf(after, alone)
    expect(lost.nodes.map(({ id, state, reads }) => [id, state, reads])).toEqual([
      ['A1', 'up', 0],
      ['A2', 'lost', undefined],
    ])
    const back = withLost(
      alone,
      sample(6000, [nodeSample('A2', { reads: 5, writes: 0 }), nodeSample('A1', {})]),
    )
    expect(reportOf(alone, back).nodes.map(({ id, state }) => [id, state])).toEqual([
      ['A2', 'up'],
      ['A1', 'up'],
    ])
  })

  it('says which nodes do not answer, and which are avoided', () => {
    const mute = { ...nodeSample('A1', {}), fault: 'timed out', isAvoided: true }
    const avoided = { ...nodeSample('A2', {}), isAvoided: true }
    expect(reportOf(before, sample(1, [mute, avoided])).nodes.map(({ state }) => state)).toEqual([
      'mute',
      'avoided',
    ])
  })
})
