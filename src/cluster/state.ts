import type { Node } from './node.ts'

/**
 * Who owns which partition of one namespace. Immutable: a tend that learns something makes a new table.
 * `replicas[0]` are the masters.
 */
export interface PartitionTable {
  /** By replica number, then by partition: the node that holds it, undefined where nobody does or nobody said so. */
  readonly replicas: readonly (readonly (Node | undefined)[])[]
  /** By partition: the regime under which its owner spoke. A node of an older regime is not believed. */
  readonly regimes: Uint32Array
  /** True in a namespace of strong consistency: only there do regimes count, from 1 on. */
  readonly strong: boolean
}

/**
 * Which nodes there are and who owns which partition, at one moment: never changed, only replaced. What a node itself is like
 * (whether it answers, its rack, its connections) goes on changing in the {@link Node}, whatever state it was found in.
 */
export interface ClusterState {
  /** Active nodes by id. */
  readonly nodes: ReadonlyMap<string, Node>
  /** By namespace. */
  readonly partitions: ReadonlyMap<string, PartitionTable>
  /** Counts the states: two equal numbers are the same state. */
  readonly version: number
}

/** The state of a cluster that nothing is known of. */
export const EMPTY_STATE: ClusterState = { nodes: new Map(), partitions: new Map(), version: 0 }
