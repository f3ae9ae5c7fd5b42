import type { Node } from '../cluster/node.ts'
import { DIGEST_SIZE, PARTITION_COUNT } from '../wire/proto.ts'
import { SeenRecords } from './seen.ts'

/** Partitions one node is asked for in one round. */
export interface Assignment {
  readonly node: Node
  /** Partitions from their start. */
  readonly full: number[]
  /** Partitions that go on behind the last record that was delivered. */
  readonly partial: number[]
  /** Most records asked for; 0 for all. */
  limit: number
}

/** Chooses the node for a partition: how many tries failed there, and which node was asked last. */
export type Chooser = (
  partitionId: number,
  copiesPassed: number,
  previous: Node | undefined,
) => Node | undefined

/** Where one partition stands. */
export const PartitionState = { untouched: 0, begun: 1, done: 2 } as const
export type PartitionState = (typeof PartitionState)[keyof typeof PartitionState]

/**
 * How far a query has come in each of its partitions: the digest, and for a secondary index the index value, of the last
 * record delivered. Whatever happens to nodes, a partition goes on right behind it, so that nothing is missed or given twice
 * (client-c as_partition_tracker.c). Knows no sockets and no time.
 */
export class PartitionTracker {
  readonly first: number
  readonly count: number
  /** The records handed out, where nodes may give them again behind the last one. */
  seen: SeenRecords | undefined
  readonly #states: Uint8Array
  readonly #digests: Uint8Array
  readonly #values: BigInt64Array
  /** By partition: copies that are passed over because they failed. */
  readonly #copiesPassed: Uint8Array
  readonly #previous: (Node | undefined)[]
  #left: number
  #begun = 0

  constructor(first = 0, count = PARTITION_COUNT, mayRepeat = false) {
    this.first = first
    this.count = count
    this.seen = mayRepeat ? new SeenRecords() : undefined
    this.#states = new Uint8Array(count)
    this.#digests = new Uint8Array(count * DIGEST_SIZE)
    this.#values = new BigInt64Array(count)
    this.#copiesPassed = new Uint8Array(count)
    this.#previous = new Array<Node | undefined>(count).fill(undefined)
    this.#left = count
  }

  /** From now on notes the records handed out, so that partitions that are begun can be begun anew in another order. */
  remember(): void {
    this.seen ??= new SeenRecords()
  }

  /** Partitions that are begun are asked for from their start: their records come in another order now, and those {@link seen} again. */
  restart(): void {
    for (let index = 0; index < this.count; index++) {
      if (this.#states[index] !== PartitionState.begun) continue
      this.#states[index] = PartitionState.untouched
      this.#begun--
    }
    this.#copiesPassed.fill(0)
    this.#previous.fill(undefined)
  }

  /** Partitions that are begun and not done. */
  get begun(): number {
    return this.#begun
  }

  get done(): boolean {
    return this.#left === 0
  }

  has(partitionId: number): boolean {
    return partitionId >= this.first && partitionId < this.first + this.count
  }

  state(partitionId: number): PartitionState {
    return this.#states[partitionId - this.first] as PartitionState
  }

  /** The last digest delivered; lent. */
  digest(partitionId: number): Uint8Array {
    const at = (partitionId - this.first) * DIGEST_SIZE
    return this.#digests.subarray(at, at + DIGEST_SIZE)
  }

  /** The index value that belongs to the last digest. */
  indexValue(partitionId: number): bigint {
    return this.#values[partitionId - this.first] as bigint
  }

  /** Notes the last record delivered of a partition. */
  advance(partitionId: number, digest: Uint8Array, indexValue: bigint): void {
    const index = partitionId - this.first
    this.#digests.set(digest, index * DIGEST_SIZE)
    this.#values[index] = indexValue
    if (this.#states[index] === PartitionState.untouched) {
      this.#states[index] = PartitionState.begun
      this.#begun++
    }
    this.#copiesPassed[index] = 0
  }

  finish(partitionId: number): void {
    const index = partitionId - this.first
    if (this.#states[index] === PartitionState.done) return
    if (this.#states[index] === PartitionState.begun) this.#begun--
    this.#states[index] = PartitionState.done
    this.seen?.forget(partitionId)
    this.#left--
  }

  /** A node could not serve a partition: the next copy is asked for it. */
  fail(partitionId: number): void {
    const index = partitionId - this.first
    this.#copiesPassed[index] = ((this.#copiesPassed[index] as number) + 1) & 0xff
  }

  /**
   * Groups what is left by node: of the first `window` partitions that are not done. Partitions without a node are `unowned`.
   */
  assign(choose: Chooser, window = Infinity): { assignments: Assignment[]; unowned: number[] } {
    const byNode = new Map<Node, Assignment>()
    const unowned: number[] = []
    for (let index = 0, taken = 0; index < this.count && taken < window; index++) {
      if (this.#states[index] === PartitionState.done) continue
      taken++
      const partitionId = this.first + index
      const node = choose(partitionId, this.#copiesPassed[index] as number, this.#previous[index])
      if (node === undefined) unowned.push(partitionId)
      else this.#give(byNode, node, partitionId)
    }
    return { assignments: [...byNode.values()], unowned }
  }

  #give(byNode: Map<Node, Assignment>, node: Node, partitionId: number): void {
    let assignment = byNode.get(node)
    if (assignment === undefined) {
      assignment = { node, full: [], partial: [], limit: 0 }
      byNode.set(node, assignment)
    }
    const index = partitionId - this.first
    this.#previous[index] = node
    const begun = this.#states[index] === PartitionState.begun
    ;(begun ? assignment.partial : assignment.full).push(partitionId)
  }
}

/**
 * Spreads a number of records over nodes, by their partitions. Each is asked for one at least: else a node might never be
 * asked when there are fewer records wanted than nodes; what comes too much is left where it is.
 */
export function spreadLimit(assignments: readonly Assignment[], wanted: number): void {
  const size = ({ full, partial }: Assignment): number => full.length + partial.length
  const total = assignments.reduce((sum, assignment) => sum + size(assignment), 0)
  let given = 0
  let before = 0
  for (const assignment of assignments) {
    before += size(assignment)
    const share = Math.round((wanted * before) / total) - given
    given += share
    assignment.limit = Math.max(1, share)
  }
}
