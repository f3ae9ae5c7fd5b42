import type { MemoryNode } from '../memory-node.ts'
import type { NamespaceSettings } from '../options.ts'
import { PartitionMap } from './partition-map.ts'

/** Who is in the cluster, and who has which partitions: what the nodes agree on after every change. */
export class Membership {
  readonly #nodes: readonly MemoryNode[]
  readonly #namespaces: readonly NamespaceSettings[]
  #maps = new Map<string, PartitionMap>()
  #key = 0x5a17_0000_0000
  /** Whether partitions are where they do not belong. */
  #disturbed = false

  constructor(nodes: readonly MemoryNode[], namespaces: readonly NamespaceSettings[]) {
    this.#nodes = nodes
    this.#namespaces = namespaces
  }

  /** Shares all partitions out among the nodes that run and answer. */
  rebalance(): void {
    this.#disturbed = false
    const members = this.#nodes.filter(isHeard).map(({ index }) => index)
    if (members.length === 0) return
    for (const { name, replicationFactor } of this.#namespaces) {
      const regime = this.#maps.get(name)?.regime ?? 0
      this.#maps.set(name, PartitionMap.balanced(members, replicationFactor, regime))
    }
    this.#key++
    this.#publish(true)
  }

  /** Shares them out again when they were moved, or the network was split. */
  settle(): void {
    if (this.#disturbed) this.rebalance()
  }

  /** Gives partitions to a node. With a regime of its own, no client takes an older map for the newer one. */
  move(namespace: string, partitions: Iterable<number>, to: number, keepRegime: boolean): void {
    const map = this.#maps.get(namespace)
    if (map === undefined) throw new RangeError(`There is no namespace ${JSON.stringify(namespace)}`)
    this.#disturbed = true
    this.#maps.set(namespace, map.moved(partitions, to, keepRegime ? map.regime : map.regime + 1))
    this.#publish(false)
  }

  /** Splits the cluster: each group of nodes sees itself alone, and shares all partitions out among itself. */
  split(groups: readonly (readonly number[])[]): void {
    this.#disturbed = true
    for (const group of groups) {
      this.#key++
      const nodes = this.#nodes.filter((node) => isHeard(node) && group.includes(node.index))
      const members = nodes.map(({ index }) => index)
      if (members.length === 0) continue
      const partitions = new Map(
        this.#namespaces.map(({ name, replicationFactor }) => [
          name,
          PartitionMap.balanced(members, replicationFactor, this.#maps.get(name)?.regime ?? 0),
        ]),
      )
      this.#show(nodes, partitions, true)
    }
  }

  #publish(peers: boolean): void {
    this.#show(this.#nodes.filter(isHeard), new Map(this.#maps), peers)
  }

  #show(nodes: readonly MemoryNode[], partitions: ReadonlyMap<string, PartitionMap>, peers: boolean): void {
    const clusterKey = this.#key.toString(16).toUpperCase()
    const view = { clusterKey, members: nodes.map(({ index }) => index), partitions }
    for (const node of nodes) node.see(view, { partitions: true, peers })
  }
}

/** Whether the other nodes hear of it. */
function isHeard({ running, hanging }: MemoryNode): boolean {
  return running && !hanging
}
