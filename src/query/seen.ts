/** Where in a digest its mark is: behind the two bytes that hold the number of the partition. */
const MARK_START = 2
/** Bytes of a mark. Of 100,000 records in one partition, two have the same mark once in 10^9 times. */
export const SEEN_SIZE = 8

/**
 * Which records were handed out already, of the partitions that are not done. Nodes find a record by each of its elements that
 * lies in a range, and leave out what repeats only among 100 neighbours of the index and within one request (query_reduce and
 * query_collect_cb, server as/src/sindex/sindex_tree.c, 8.1.2). A record lies in one partition, so marks of one that is done go.
 */
export class SeenRecords {
  readonly #marks = new Map<number, Set<string>>()

  /** Notes a record; false when it was noted before. */
  add(partitionId: number, digest: Buffer): boolean {
    return this.#add(partitionId, digest.toString('latin1', MARK_START, MARK_START + SEEN_SIZE))
  }

  /** Notes a record by the mark that {@link marks} gave. */
  restore(partitionId: number, mark: Buffer): void {
    if (!this.#add(partitionId, mark.toString('latin1'))) throw new RangeError('A record is noted twice')
  }

  #add(partitionId: number, mark: string): boolean {
    let marks = this.#marks.get(partitionId)
    if (marks === undefined) this.#marks.set(partitionId, (marks = new Set()))
    else if (marks.has(mark)) return false
    marks.add(mark)
    return true
  }

  /** The marks of one partition, as latin1. */
  marks(partitionId: number): ReadonlySet<string> {
    return this.#marks.get(partitionId) ?? NONE
  }

  /** The partition is done: none of its records comes again. */
  forget(partitionId: number): void {
    this.#marks.delete(partitionId)
  }
}
const NONE: ReadonlySet<string> = new Set()
