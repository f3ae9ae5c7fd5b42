import type { PartitionMap } from './partition-map.ts'

/** What a node knows of its cluster. It never changes: the node gets a new one. */
export interface ClusterView {
  /** Names the present membership; changes with it. */
  readonly clusterKey: string
  /** Indexes of the nodes in the cluster, this one among them. */
  readonly members: readonly number[]
  /** Who has which partitions, by namespace. */
  readonly partitions: ReadonlyMap<string, PartitionMap>
}
