// The file format of the other clients, version 2, as as_metrics_writer.c of client-c 7.5.0 writes it; the line of a node that leaves as
// MetricsWriter.java of client-java 9.0.5 does, which names it as the header does.
import type { NamespaceMetrics } from '../observe/measures.ts'
import { LATENCY_KINDS } from '../observe/measures.ts'
import type { MeasuredConnections, Metrics, NodeMetrics } from '../observe/metrics.ts'
import { VERSION } from '../version.ts'

const CLIENT_TYPE = 'typescript'

/** What the process takes: percent of one processor since its start, and kilobytes that are resident. */
export interface ProcessUse {
  readonly cpu: number
  readonly memory: number
}

export function processUse(): ProcessUse {
  const { user, system } = process.cpuUsage()
  return {
    cpu: Math.round((user + system) / 1_000_000 / process.uptime() / 0.01),
    memory: Math.round(process.memoryUsage.rss() / 1024),
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Local time, as the others write it. */
export function timestamp(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

export function fileName(date: Date): string {
  return `metrics-${timestamp(date).replaceAll(/\D/g, '')}.log`
}

export function headerLine(date: Date, { latencyColumns, latencyShift }: Metrics): string {
  return `${timestamp(date)} header(2) cluster[name,clientType,clientVersion,appId,label[],cpu,mem,invalidNodeCount,commandCount,retryCount,delayQueueTimeoutCount,eventloop[],node[]] label[name,value] eventloop[processSize,queueSize] node[name,address,port,syncConn,asyncConn,namespace[]] conn[inUse,inPool,opened,closed,recovered,aborted] namespace[name,errors,timeouts,keyBusy,bytesIn,bytesOut,latency[]] latency(${latencyColumns},${latencyShift})[type[l1,l2,l3...]]\n`
}

/** A name in a list: what would end it is left out, since nobody who reads the file knows of a way to write it. */
const name = (text: string): string => text.replaceAll(/[[\],\r\n]/g, '_')
const list = (parts: readonly (string | number)[]): string => `[${parts.join(',')}]`

export function clusterLine(date: Date, metrics: Metrics, { cpu, memory }: ProcessUse): string {
  const { clusterName, appId, labels, operations, retries, inFlight, waiting, nodes } = metrics
  const fields = [
    ...[name(clusterName), CLIENT_TYPE, VERSION, name(appId)],
    list(Object.entries(labels).map(list)),
    ...[cpu, memory],
    // Nodes that could not be added are looked for anew all the time, and nothing is put off: neither is counted.
    ...[0, operations, retries, 0],
    list([list([inFlight, waiting])]),
    list(nodes.map((node) => nodeFields(node, metrics.latencyColumns))),
  ]
  return `${timestamp(date)} cluster${list(fields)}\n`
}

export function nodeLine(date: Date, node: NodeMetrics, latencyColumns: number): string {
  return `${timestamp(date)} node${nodeFields(node, latencyColumns)}\n`
}

/** All connections are of the kind that the others call asynchronous. */
const NO_CONNECTIONS = '0,0,0,0,0,0'

function nodeFields({ id, host, port, connections, namespaces }: NodeMetrics, columns: number): string {
  const spaces = Object.entries(namespaces).map(([space, metrics]) =>
    namespaceFields(space, metrics, columns),
  )
  return list([id, host, port, NO_CONNECTIONS, connectionFields(connections), list(spaces)])
}

function connectionFields({ inUse, idle, opened, closed, aborted }: MeasuredConnections): string {
  return [inUse, idle, opened, closed, 0, aborted].join(',')
}

function namespaceFields(space: string, metrics: NamespaceMetrics, columns: number): string {
  const { errors, timeouts, keyBusy, bytesIn, bytesOut, latencies } = metrics
  const none = new Array<number>(columns).fill(0)
  const kinds = LATENCY_KINDS.map((kind) => `${kind}${list(latencies[kind]?.columns ?? none)}`)
  return [space, errors, timeouts, keyBusy, bytesIn, bytesOut, list(kinds)].join(',')
}
