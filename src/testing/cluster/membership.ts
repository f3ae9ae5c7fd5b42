import type { MemoryNode } from '../memory-node.ts'
import type { NamespaceSettings } from '../options.ts'
import { PartitionMap } from './partition-map.ts'

/** Who is in the cluster, and who has which partitions: what the nodes agree on after every change. */
export class Membership {
  readonly #nodes: readonly MemoryNode[]
  readonly #namespaces: readonly NamespaceSettings[]
  #maps = new Map<string, PartitionMap>()
  #key = 0x5a17_0000_0000

  constructor(nodes: readonly MemoryNode[], namespaces: readonly NamespaceSettings[]) {
    this.#nodes = nodes
    this.#namespaces = namespaces
  }

  /** Shares all partitions out among the nodes that run. */
  rebalance(): void {
    const members = this.#nodes.filter(({ running }) => running).map(({ index }) => index)
    if (members.length === 0) return
    for (const { name, replicationFactor } of this.#namespaces) {
      const regime = this.#maps.get(name)?.regime ?? 0
      this.#maps.set(name, PartitionMap.balanced(members, replicationFactor, regime))
    }
    this.#key++
    this.#publish(true)
  }

  /** Gives partitions to a node. With a regime of its own, no client takes an older map for the newer one. */
  move(namespace: string, partitions: Iterable<number>, to: number, keepRegime: boolean): void {
    const map = this.#maps.get(namespace)
    if (map === undefined) throw new RangeError(`There is no namespace ${JSON.stringify(namespace)}`)
    this.#maps.set(namespace, map.moved(partitions, to, keepRegime ? map.regime : map.regime + 1))
    this.#publish(false)
  }

  #publish(peers: boolean): void {
    const running = this.#nodes.filter((node) => node.running)
    const view = {
      clusterKey: this.#key.toString(16).toUpperCase(),
      members: running.map(({ index }) => index),
      partitions: new Map(this.#maps),
    }
    for (const node of running) node.see(view, { partitions: true, peers })
  }
}
