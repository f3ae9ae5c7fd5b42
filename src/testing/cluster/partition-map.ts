import { PARTITION_COUNT } from '../../wire/proto.ts'

/** Bytes of a bitmap with a bit for each partition. */
const BITMAP_SIZE = PARTITION_COUNT / 8

/** Who has which partitions of a namespace. It never changes: a cluster that changes makes a new one. */
export class PartitionMap {
  /** Grows when ownership changes hands in a way that an older map must not overrule; 0 to begin with. */
  readonly regime: number
  /** Copies of each partition. */
  readonly copies: number
  /** The node with each copy of each partition: all copies of partition 0, then of partition 1, and so on. */
  readonly #owners: Uint8Array
  readonly #bitmaps = new Map<number, string>()

  private constructor(owners: Uint8Array, copies: number, regime: number) {
    this.#owners = owners
    this.copies = copies
    this.regime = regime
  }

  /** Deals partitions out among the nodes present: each has its own order of preference, which no other node's absence changes. */
  static balanced(nodes: readonly number[], replicationFactor: number, regime: number): PartitionMap {
    const copies = Math.max(1, Math.min(replicationFactor, nodes.length))
    const owners = new Uint8Array(PARTITION_COUNT * copies)
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      const ranked = [...nodes].sort((a, b) => preference(a, partition) - preference(b, partition))
      owners.set(ranked.slice(0, copies), partition * copies)
    }
    return new PartitionMap(owners, copies, regime)
  }

  /** The same with some partitions in other hands: the named node is master, the old master takes its place. */
  moved(partitions: Iterable<number>, to: number, regime: number): PartitionMap {
    const owners = Uint8Array.from(this.#owners)
    for (const partition of partitions) {
      const start = partition * this.copies
      const row = owners.subarray(start, start + this.copies)
      const index = row.indexOf(to)
      if (index > 0) row[index] = row[0] as number
      row[0] = to
    }
    return new PartitionMap(owners, this.copies, regime)
  }

  master(partition: number): number {
    return this.#owners[partition * this.copies] as number
  }

  /** Nodes with a copy of a partition, the master first. */
  owners(partition: number): number[] {
    return [...this.#owners.subarray(partition * this.copies, (partition + 1) * this.copies)]
  }

  /** The partitions that a node has the given copy of, as base64 of a bit for each, the first one highest. */
  bitmap(node: number, copy: number): string {
    const slot = node * PARTITION_COUNT + copy
    const known = this.#bitmaps.get(slot)
    if (known !== undefined) return known
    const bits = Buffer.alloc(BITMAP_SIZE)
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      if (this.#owners[partition * this.copies + copy] !== node) continue
      bits[partition >> 3] = (bits[partition >> 3] as number) | (0x80 >> (partition & 7))
    }
    const text = bits.toString('base64')
    this.#bitmaps.set(slot, text)
    return text
  }
}

/** A mixed-up number for each pair of node and partition. */
function preference(node: number, partition: number): number {
  let hash = Math.imul(node + 1, 0x9e3779b1) ^ Math.imul(partition + 1, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
