import { serverMilliseconds } from '../clock.ts'
import { bytesOf, textOf } from '../latin1.ts'
import type { MemoryNode } from '../memory-node.ts'
import { Collection } from '../sindex/secondary-index.ts'
import type { MemoryNamespace, StoredSet } from '../store/memory-namespace.ts'
import { type InfoCommand, type InfoRequest, pathOf } from './command.ts'
import { namespaceSettings } from './config.ts'
import { pairs } from './pairs.ts'

/** What a node says of its namespaces and sets. */
export const namespaceCommands: Record<string, InfoCommand> = {
  namespace: ({ cluster, node, params }) => {
    const namespace = cluster.namespaces.get(params)
    return namespace === undefined ? 'type=unknown' : describeNamespace(namespace, node)
  },
  namespaces: ({ cluster }) => [...cluster.namespaces.keys()].join(';'),
  sets,
}

function describeNamespace(namespace: MemoryNamespace, node: MemoryNode): string {
  namespace.sweep()
  const map = node.view.partitions.get(namespace.name)
  const { settings } = namespace
  const counts = countObjects(namespace, node)
  return pairs({
    ns_cluster_size: node.view.members.length,
    effective_replication_factor: map?.copies ?? 1,
    objects: counts.master + counts.replica,
    tombstones: 0,
    master_objects: counts.master,
    master_tombstones: 0,
    prole_objects: counts.replica,
    prole_tombstones: 0,
    non_replica_objects: 0,
    unreplicated_records: 0,
    dead_partitions: 0,
    unavailable_partitions: 0,
    clock_skew_stop_writes: false,
    stop_writes: false,
    hwm_breached: false,
    truncate_lut: serverMilliseconds(namespace.truncatedBefore),
    truncating: false,
    migrate_tx_partitions_remaining: 0,
    migrate_rx_partitions_remaining: 0,
    ...node.figures.of(namespace.name),
    ...namespaceSettings(settings),
  })
}

function countObjects(namespace: MemoryNamespace, node: MemoryNode): { master: number; replica: number } {
  const map = node.view.partitions.get(namespace.name)
  const counts = { master: 0, replica: 0 }
  if (map === undefined) return counts
  for (const { partition } of namespace.records()) {
    const copy = map.owners(partition).indexOf(node.index)
    if (copy === 0) counts.master++
    else if (copy > 0) counts.replica++
  }
  return counts
}

/** `sets`, `sets/namespace` or `sets/namespace/set` (cmd_sets, thr_info.c). */
function sets({ cluster, node, params }: InfoRequest): string {
  if (params === '') return [...cluster.namespaces.values()].map((each) => describeSets(each, node)).join('')
  const [name, set] = pathOf(params)
  const namespace = cluster.namespaces.get(name)
  if (namespace === undefined) return 'ns_type=unknown'
  if (set === undefined) return describeSets(namespace, node)
  namespace.sweep()
  const found = namespace.sets.get(bytesOf(set))
  return found === undefined ? '' : `${describeSet(namespace, found, objectsBySet(namespace, node))};`
}

function describeSets(namespace: MemoryNamespace, node: MemoryNode): string {
  namespace.sweep()
  const objects = objectsBySet(namespace, node)
  return [...namespace.sets.values()]
    .map((set) => `ns=${namespace.name}:set=${textOf(set.name)}:${describeSet(namespace, set, objects)};`)
    .join('')
}

/** How many records of each set a node has a copy of. */
function objectsBySet(namespace: MemoryNamespace, node: MemoryNode): ReadonlyMap<string, number> {
  const map = node.view.partitions.get(namespace.name)
  const objects = new Map<string, number>()
  for (const { partition, set } of namespace.records()) {
    if (map?.owners(partition).includes(node.index) === true) objects.set(set, (objects.get(set) ?? 0) + 1)
  }
  return objects
}

/** Times are shown in milliseconds since the server's epoch, names as the bytes they are. */
function describeSet(
  namespace: MemoryNamespace,
  set: StoredSet,
  objects: ReadonlyMap<string, number>,
): string {
  const indexes = namespace.indexes.all.filter((index) => index.set === set.name)
  const isIndexed = indexes.some(({ collection }) => collection === Collection.set)

  return pairs(
    {
      objects: objects.get(set.name) ?? 0,
      tombstones: 0,
      data_used_bytes: 0,
      truncate_lut: serverMilliseconds(set.truncatedBefore),
      sindexes: indexes.length - (isIndexed ? 1 : 0),
      index_populating: false,
      truncating: false,
      'default-read-touch-ttl-pct': 0,
      'default-ttl': 0,
      'disable-eviction': false,
      'enable-index': isIndexed,
      'stop-writes-count': 0,
      'stop-writes-size': 0,
    },
    ':',
  )
}
