import type { SetInfo } from '../../index.ts'
import { setName } from '../sets.ts'
import { type Space, share, spaceOf } from '../../observe/space.ts'
import { type Histogram, slowShare } from './histograms.ts'
import {
  type Figures,
  figure,
  NAMESPACE_COUNTERS,
  NODE_COUNTERS,
  rate,
  sum,
} from '../../observe/server-counters.ts'
import type { NodeSample, Sample } from './sample.ts'

/** What happens a second; undefined where it is not known. */
export interface Rates {
  readonly reads: number | undefined
  readonly writes: number | undefined
  readonly queries: number | undefined
  readonly errors: number | undefined
}

/** `lost`: it was there and is not any more; `mute`: it does not tell its figures; `avoided`: this client sends it no commands. */
export type NodeState = 'up' | 'avoided' | 'mute' | 'lost'

export interface NodeRow extends Rates {
  readonly id: string
  readonly address: string
  readonly build: string
  readonly state: NodeState
  readonly fault: string | undefined
  readonly uptime: number | undefined
  readonly connections: number | undefined
  readonly objects: number | undefined
  readonly batches: number | undefined
  /** Percent that took longer than a millisecond. */
  readonly slowReads: number | undefined
  readonly slowWrites: number | undefined
  /** Of all cores, in percent, and of the machine's memory. */
  readonly cpu: number | undefined
  readonly freeMemory: number | undefined
  readonly bytes: number | undefined
  /** Partitions that it has still to send or to get. */
  readonly migrating: number | undefined
  /** This client's commands under way at the node, its connections, and the milliseconds that its last look at the node took. */
  readonly client: { readonly load: number; readonly open: number; readonly ping: number | undefined }
  readonly histograms: readonly Histogram[]
  readonly namespaces: readonly NamespaceRow[]
}

export interface NamespaceRow extends Rates, Space {
  readonly name: string
  /** Records, each once. */
  readonly objects: number | undefined
  readonly bytes: number | undefined
  readonly usedPercent: number | undefined
  readonly migrating: number | undefined
  /** What somebody should look at. */
  readonly warnings: readonly string[]
}

export interface SetRow {
  readonly namespace: string
  readonly name: string
  /** With all copies. */
  readonly objects: number
  readonly objectsPerSecond: number | undefined
  readonly bytes: number
  readonly bytesPerSecond: number | undefined
}

/** What a cluster did between two samples. */
export interface Report {
  readonly seconds: number
  readonly nodes: readonly NodeRow[]
  readonly namespaces: readonly NamespaceRow[]
  readonly sets: readonly SetRow[]
  readonly inFlight: number
}

export function reportOf(before: Sample | undefined, after: Sample): Report {
  const seconds = before === undefined ? 0 : (after.at - before.at) / 1000
  const earlier = new Map(before?.nodes.map((node) => [node.id, node]))
  const nodes = after.nodes.map((node) => nodeRow(earlier.get(node.id), node, seconds))
  const names = [...new Set(nodes.flatMap((node) => node.namespaces.map(({ name }) => name)))]
  return {
    seconds,
    nodes,
    namespaces: names.map((name) =>
      joined(
        name,
        nodes.flatMap((node) => node.namespaces.filter((each) => each.name === name)),
      ),
    ),
    sets: setRows(before?.sets, after.sets, seconds),
    inFlight: after.inFlight,
  }
}

function nodeRow(before: NodeSample | undefined, node: NodeSample, seconds: number): NodeRow {
  const { statistics, histograms } = node
  const namespaces = [...node.namespaces].map(([name, all]) =>
    namespaceRow(name, before?.namespaces.get(name), all, seconds),
  )
  return {
    id: node.id,
    address: node.address,
    build: node.build,
    state: stateOf(node),
    fault: node.fault,
    uptime: figure(statistics, 'uptime'),
    connections: figure(statistics, 'client_connections'),
    objects: figure(statistics, 'objects'),
    ...sumOf(namespaces),
    batches: rate(NODE_COUNTERS.batches, before?.statistics, statistics, seconds),
    slowReads: slowShare(histograms, ['read', 'batch-sub-read']),
    slowWrites: slowShare(histograms, ['write', 'udf', 'batch-sub-write', 'batch-sub-udf']),
    cpu: figure(statistics, 'system_total_cpu_pct'),
    freeMemory: figure(statistics, 'system_free_mem_pct'),
    bytes: sum(namespaces.map(({ usedBytes }) => usedBytes)),
    migrating: sum(namespaces.map(({ migrating }) => migrating)),
    client: { load: node.load, open: node.open, ping: node.ping },
    histograms,
    namespaces,
  }
}

function stateOf({ isLost, isAvoided, fault }: NodeSample): NodeState {
  if (isLost) return 'lost'
  if (fault !== undefined) return 'mute'
  return isAvoided ? 'avoided' : 'up'
}

function namespaceRow(
  name: string,
  before: Figures | undefined,
  all: Figures,
  seconds: number,
): NamespaceRow {
  const { reads, writes, queries, errors } = NAMESPACE_COUNTERS
  const space = spaceOf(all)
  return {
    name,
    objects: figure(all, 'master_objects'),
    reads: rate(reads, before, all, seconds),
    writes: rate(writes, before, all, seconds),
    queries: rate(queries, before, all, seconds),
    errors: rate(errors, before, all, seconds),
    ...space,
    bytes: space.usedBytes,
    usedPercent: share(space.usedBytes, space.totalBytes),
    migrating: sum(
      ['migrate_tx_partitions_remaining', 'migrate_rx_partitions_remaining'].map((each) => figure(all, each)),
    ),
    warnings: warningsOf(all),
  }
}

const FLAGS = { stop_writes: 'stop writes', hwm_breached: 'high water', clock_skew_stop_writes: 'clock skew' }
const PARTITIONS = { dead_partitions: 'dead', unavailable_partitions: 'unavailable' }

function warningsOf(all: Figures): string[] {
  const flags = Object.entries(FLAGS).filter(([name]) => all.get(name) === 'true')
  const counts = Object.entries(PARTITIONS).filter(([name]) => (figure(all, name) ?? 0) > 0)
  return [...flags.map(([, text]) => text), ...counts.map(([name, text]) => `${all.get(name) ?? ''} ${text}`)]
}

/** The sums of what the parts do. */
export function sumOf(parts: readonly Rates[]): Rates {
  return {
    reads: sum(parts.map(({ reads }) => reads)),
    writes: sum(parts.map(({ writes }) => writes)),
    queries: sum(parts.map(({ queries }) => queries)),
    errors: sum(parts.map(({ errors }) => errors)),
  }
}

/** A namespace of several nodes. */
function joined(name: string, parts: readonly NamespaceRow[]): NamespaceRow {
  const [usedBytes, totalBytes] = [
    sum(parts.map((part) => part.usedBytes)),
    sum(parts.map((part) => part.totalBytes)),
  ]
  return {
    name,
    objects: sum(parts.map(({ objects }) => objects)),
    ...sumOf(parts),
    usedBytes,
    totalBytes,
    indexBytes: sum(parts.map(({ indexBytes }) => indexBytes)),
    bytes: usedBytes,
    usedPercent: share(usedBytes, totalBytes),
    migrating: sum(parts.map(({ migrating }) => migrating)),
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
  }
}

function setRows(
  before: readonly SetInfo[] | undefined,
  after: readonly SetInfo[],
  seconds: number,
): SetRow[] {
  const key = ({ namespace, name, ambiguous }: SetInfo): string =>
    JSON.stringify([namespace, name, ambiguous])
  const earlier = new Map(before?.map((set) => [key(set), set]))
  return after.map((set) => {
    const last = earlier.get(key(set))
    const perSecond = (value: number, from: number | undefined): number | undefined =>
      from === undefined || seconds <= 0 ? undefined : (value - from) / seconds
    return {
      namespace: set.namespace,
      name: setName(set),
      objects: set.objects,
      objectsPerSecond: perSecond(set.objects, last?.objects),
      bytes: set.dataUsedBytes,
      bytesPerSecond: perSecond(set.dataUsedBytes, last?.dataUsedBytes),
    }
  })
}
