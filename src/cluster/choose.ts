import { clientError, type AerospikeError, quoteName } from '../errors/index.ts'
import type { Node } from './node.ts'
import type { ClusterState, PartitionTable } from './state.ts'

/**
 * Which of a partition's holders a command goes to.
 * - `master`: the master only
 * - `sequence`: the master first, after a failure the next replica, and round again
 * - `any`: reads take turns among all replicas; writes go as `sequence`
 * - `random`: as `any`, but begins anywhere and holds for writes too (the server passes them on to the master)
 * - `preferRack`: reads stay in the given racks where they can; writes go as `sequence`
 */
export type Replica = 'master' | 'sequence' | 'any' | 'random' | 'preferRack'

/** How sure a read in a namespace of strong consistency must be of its answer. */
export type ReadModeSC = 'session' | 'linearize' | 'allowReplica' | 'allowUnavailable'

/** What the choice depends on. A command passes itself, so that nothing is made for it. */
export interface NodeRequest {
  readonly replica: Replica
  readonly isWrite: boolean
  /** How many copies of the partition are passed over because they failed; 0 at first. */
  readonly copiesPassed: number
  /** The node of the attempt before. `any`, `random` and `preferRack` avoid it where they can. */
  readonly previous?: Node | undefined
  /** Racks, the dearest first, for `preferRack`. */
  readonly rackIds?: readonly number[] | undefined
  /** Matters for reads under strong consistency only. Default `session`. */
  readonly readModeSC?: ReadModeSC | undefined
}

/**
 * Takes turns among replicas, and among nodes, over all commands of the process: the one thing besides its arguments, and chance
 * for `random`, that a choice depends on.
 */
let turn = 0

/**
 * The node for one attempt at one partition; undefined when nobody can be asked, which {@link explainNoNode} explains.
 * The rules are those of the C client (as_partition_reg_get_node, as_command_write_replica, as_command_execute_read).
 */
export function chooseNode(
  state: ClusterState,
  namespace: string,
  partitionId: number,
  request: NodeRequest,
): Node | undefined {
  const table = state.partitions.get(namespace)
  if (table === undefined) return undefined
  const replica = replicaFor(request, table)
  const node = chooseHolder(table, replica, namespace, partitionId, request)
  if (node?.avoided === undefined) return node
  // A write goes to the master whatever becomes of it: any other node would pass it on.
  const other = request.isWrite || replica === 'master' ? undefined : firstGood(table, partitionId, request)
  return other ?? (node.errorRate.exceeded ? undefined : node)
}

function chooseHolder(
  table: PartitionTable,
  replica: Replica,
  namespace: string,
  partitionId: number,
  request: NodeRequest,
): Node | undefined {
  switch (replica) {
    case 'master':
      return active(table, 0, partitionId)
    case 'sequence':
      return nextInSequence(table, partitionId, request.copiesPassed)
    case 'any':
      return nextFrom(table, partitionId, takeTurn(), request.previous)
    case 'random':
      return nextFrom(table, partitionId, Math.floor(Math.random() * table.replicas.length), request.previous)
    case 'preferRack':
      return nextInRack(table, partitionId, namespace, request)
  }
}

/** The rule that holds for this command in this namespace. */
function replicaFor({ replica, isWrite, readModeSC }: NodeRequest, table: PartitionTable): Replica {
  if (isWrite) return replica === 'master' || replica === 'random' ? replica : 'sequence'
  if (!table.strong) return replica
  switch (readModeSC) {
    case undefined:
    case 'session':
      return 'master'
    case 'linearize':
      return replica === 'preferRack' ? 'sequence' : replica
    case 'allowReplica':
    case 'allowUnavailable':
      return replica
  }
}

function active(table: PartitionTable, replica: number, partitionId: number): Node | undefined {
  const node = table.replicas[replica]?.[partitionId]
  return node?.active === true ? node : undefined
}

/** Counts only replicas that have a node, so that a gap is not taken for a copy. */
function nextInSequence(table: PartitionTable, partitionId: number, copiesPassed: number): Node | undefined {
  let present = 0
  for (let i = 0; i < table.replicas.length; i++) {
    if (active(table, i, partitionId) !== undefined) present++
  }
  if (present === 0) return undefined
  let skip = copiesPassed % present
  for (let i = 0; i < table.replicas.length; i++) {
    const node = active(table, i, partitionId)
    if (node !== undefined && skip-- === 0) return node
  }
  return undefined
}

function nextFrom(
  table: PartitionTable,
  partitionId: number,
  start: number,
  previous: Node | undefined,
): Node | undefined {
  const count = table.replicas.length
  let fallback: Node | undefined
  for (let i = 0; i < count; i++) {
    const node = active(table, (start + i) % count, partitionId)
    if (node !== undefined && node !== previous) return node
    fallback ??= node
  }
  return fallback
}

/** In the dearest rack that holds the partition; else in any other; the node that failed just now last of all. */
function nextInRack(
  table: PartitionTable,
  partitionId: number,
  namespace: string,
  { rackIds, copiesPassed, previous }: NodeRequest,
): Node | undefined {
  const count = table.replicas.length
  const racks = rackIds?.length ?? 0
  for (let rack = 0; rack < racks; rack++) {
    for (let i = 0; i < count; i++) {
      const node = active(table, (copiesPassed + i) % count, partitionId)
      if (node === undefined || node === previous) continue
      // rack < racks, the length of rackIds.
      if (node.hasRack(namespace, rackIds?.[rack] ?? 0)) return node
    }
  }
  return nextFrom(table, partitionId, copiesPassed, previous)
}

/** A holder that commands do not avoid, from the copy on whose turn it is. */
function firstGood(
  table: PartitionTable,
  partitionId: number,
  { copiesPassed }: NodeRequest,
): Node | undefined {
  const count = table.replicas.length
  for (let i = 0; i < count; i++) {
    const node = active(table, (copiesPassed + i) % count, partitionId)
    if (node !== undefined && node.avoided === undefined) return node
  }
  return undefined
}

function takeTurn(): number {
  turn = (turn + 1) & 0x3fff_ffff
  return turn
}

/** Why {@link chooseNode} gave nothing, as the error for the command. */
export function explainNoNode(state: ClusterState, namespace: string, partitionId: number): AerospikeError {
  if (state.nodes.size === 0) {
    return clientError('CLUSTER_UNREACHABLE', 'No node of the cluster is reachable', {
      hint: 'the client goes on looking for it at the seeds and at the last known addresses',
    })
  }
  const table = state.partitions.get(namespace)
  if (table === undefined) {
    const known = [...state.partitions.keys()].join(', ')
    return clientError('NAMESPACE_NOT_FOUND', `The cluster has no namespace ${quoteName(namespace)}`, {
      hint: known === '' ? 'no node has told its partitions yet' : `it has ${known}`,
    })
  }
  for (let i = 0; i < table.replicas.length; i++) {
    const node = active(table, i, partitionId)
    if (node?.errorRate.exceeded === true) return tooManyErrors(node)
  }
  return clientError(
    'PARTITION_NOT_FOUND',
    `No reachable node holds partition ${partitionId} of ${namespace}`,
    {
      hint: 'a node is down, unreachable at the address it advertises, or the cluster is migrating',
    },
  )
}

function tooManyErrors(node: Node): AerospikeError {
  return clientError('MAX_ERROR_RATE', `Too many commands failed on node ${node.toString()}`, {
    node: node.toString(),
    hint: 'nothing is sent to it until its window ends: slow down, look at the node, or change maxErrorRate and errorRateWindow',
  })
}

const listOf = new WeakMap<ClusterState['nodes'], readonly Node[]>()

/** All nodes as a list; the same list as long as the nodes are the same. */
export function nodeList(state: ClusterState): readonly Node[] {
  let list = listOf.get(state.nodes)
  if (list === undefined) {
    list = [...state.nodes.values()]
    listOf.set(state.nodes, list)
  }
  return list
}

/** Any node that can be asked, taking turns; one that failed its last tend, or that commands avoid, only when all are so. */
export function anyNode(state: ClusterState, previous?: Node): Node | undefined {
  const nodes = nodeList(state)
  const start = takeTurn()
  let fallback: Node | undefined
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(start + i) % nodes.length]
    if (node?.active !== true) continue
    if (node !== previous && node.failures === 0 && node.avoided === undefined) return node
    fallback = fallback === undefined || fallback === previous ? node : fallback
  }
  return fallback
}

/**
 * The node with that id.
 * @throws ClusterError `NODE_NOT_FOUND`
 */
export function nodeById(state: ClusterState, id: string): Node {
  const node = state.nodes.get(id)
  if (node !== undefined) return node
  throw clientError('NODE_NOT_FOUND', `The cluster has no node ${quoteName(id)}`, {
    hint: `it has ${[...state.nodes.keys()].join(', ') || 'none at present'}`,
  })
}
