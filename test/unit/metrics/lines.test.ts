import { expect, test } from 'vitest'
import { clusterLine, fileName, headerLine, nodeLine, processUse } from '../../../src/metrics/lines.ts'
import { Latencies } from '../../../src/observe/latency.ts'
import type { Metrics, NodeMetrics } from '../../../src/observe/metrics.ts'
import { VERSION } from '../../../src/version.ts'

const DATE = new Date(2026, 2, 4, 5, 6, 7)
const COLUMNS = { latencyColumns: 3, latencyShift: 2 }

function node(): NodeMetrics {
  const read = new Latencies(COLUMNS)
  for (const ms of [0.3, 0.4, 3, 80]) read.record(ms)
  return {
    ...{ id: 'BB9', host: '10.0.0.1', port: 3000 },
    connections: { inUse: 1, idle: 2, opened: 9, closed: 6, aborted: 4 },
    namespaces: {
      test: {
        ...{ errors: 1, timeouts: 2, keyBusy: 3, bytesIn: 400, bytesOut: 500 },
        latencies: { read: read.snapshot() },
      },
    },
  }
}

const METRICS: Metrics = {
  ...{ enabledAt: 1, takenAt: 2, clusterName: 'east', appId: 'a,[b]', labels: { region: 'us', zone: 'z1' } },
  ...{
    operations: 77,
    retries: 5,
    inFlight: 3,
    waiting: 8,
    stages: undefined,
    latencyBounds: [],
    ...COLUMNS,
  },
  nodes: [node(), { ...node(), id: 'BB8', namespaces: {} }],
}

test('the header is that of the C client 7.5.0', () => {
  expect(headerLine(DATE, METRICS)).toBe(
    '2026-03-04 05:06:07 header(2) cluster[name,clientType,clientVersion,appId,label[],cpu,mem,invalidNodeCount,commandCount,retryCount,delayQueueTimeoutCount,eventloop[],node[]] label[name,value] eventloop[processSize,queueSize] node[name,address,port,syncConn,asyncConn,namespace[]] conn[inUse,inPool,opened,closed,recovered,aborted] namespace[name,errors,timeouts,keyBusy,bytesIn,bytesOut,latency[]] latency(3,2)[type[l1,l2,l3...]]\n',
  )
})

const NODE =
  '10.0.0.1,3000,0,0,0,0,0,0,1,2,9,6,0,4,[test,1,2,3,400,500,[conn[0,0,0],write[0,0,0],read[2,1,1],batch[0,0,0],query[0,0,0]]]'

test('the line of a cluster has the fields of the header in their order', () => {
  expect(clusterLine(DATE, METRICS, { cpu: 12, memory: 3456 })).toBe(
    `2026-03-04 05:06:07 cluster[east,typescript,${VERSION},a__b_,[[region,us],[zone,z1]],12,3456,0,77,5,0,[[3,8]],[[BB9,${NODE}],[BB8,10.0.0.1,3000,0,0,0,0,0,0,1,2,9,6,0,4,[]]]]\n`,
  )
})

test('the line of a node that leaves', () => {
  expect(nodeLine(DATE, node(), 3)).toBe(`2026-03-04 05:06:07 node[BB9,${NODE}]\n`)
})

test('a file is named by its time', () => {
  expect(fileName(DATE)).toBe('metrics-20260304050607.log')
})

test('the use of the process is in percent and kilobytes', () => {
  const { cpu, memory } = processUse()
  expect(Number.isInteger(cpu) && cpu >= 0 && cpu < 10_000).toBe(true)
  expect(memory).toBeGreaterThan(10_000)
  expect(memory).toBeLessThan(10_000_000)
})
