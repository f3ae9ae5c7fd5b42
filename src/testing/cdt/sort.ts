/**
 * The server's ways of putting elements in order. Their exact steps show: in the order of equal elements,
 * and wherever a wildcard makes the comparison inconsistent.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (order_index_*, order_heap_*); qsort_r there is glibc's merge sort.
 */

/** Compares two elements by their positions. */
export type ByIndex = (a: number, b: number) => number

export function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** The positions 0…count-1, sorted. */
export function sorted(count: number, compare: ByIndex): number[] {
  return mergeSort(indexes(count), compare)
}

function mergeSort(items: number[], compare: ByIndex): number[] {
  if (items.length <= 1) return items
  const middle = items.length >> 1
  const a = mergeSort(items.slice(0, middle), compare)
  const b = mergeSort(items.slice(middle), compare)
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const x = a[i] ?? 0
    const y = b[j] ?? 0
    if (compare(x, y) <= 0) {
      out.push(x)
      i++
    } else {
      out.push(y)
      j++
    }
  }
  return out.concat(a.slice(i), b.slice(j))
}

/** Where a binary search looks, and which of several equal elements it wants. */
export interface Search {
  /** First rank looked at. */
  start: number
  /** How many ranks are looked at. */
  count: number
  /** The position wanted among equals: 0 the first, `total` the one behind the last, more than that any. */
  target: number
}

/**
 * Binary search among `total` elements in order (order_index_find_rank_by_value).
 * `at` gives the position of the element of a rank, `compareTo` how the value looked for compares to the element of a position.
 */
export function findRank(
  total: number,
  at: (rank: number) => number,
  compareTo: (index: number) => number,
  search: Search,
): { found: boolean; rank: number } {
  if (total === 0 || search.count === 0) return { found: false, rank: total }
  let found = false
  let lower = search.start
  let upper = search.start + search.count
  let rank = search.start + (search.count >> 1)
  for (;;) {
    const index = at(rank)
    let order = compareTo(index)
    if (order === 0) {
      found = true
      if (search.target > total || search.target === index) break
      if (search.target > index && rank === upper - 1) return { found, rank: rank + 1 }
      order = search.target < index ? -1 : 1
    }
    if (order > 0) {
      if (rank >= upper - 1) return { found, rank: rank + 1 }
      lower = rank + (found ? 0 : 1)
      rank = (rank + upper) >> 1
    } else {
      if (rank === lower) break
      upper = rank
      rank = (rank + lower) >> 1
    }
  }
  return { found, rank }
}

export function identity(rank: number): number {
  return rank
}

/** Positions picked by rank. */
export interface Picked {
  /** In the order in which the server's heap leaves them: falling when it took the smallest, else rising. */
  order: number[]
  falling: boolean
}

/** The elements of ranks `rank`…`rank + count - 1` among `total`, found with a heap from the nearer end. */
export function pickByRank(total: number, rank: number, count: number, compare: ByIndex): Picked {
  const tail = total - rank - count
  const falling = rank <= tail
  const want = falling ? -1 : 1
  const heap = indexes(total)
  for (let i = (total >> 1) - 1; i >= 0; i--) sift(heap, total, i, want, compare)
  const take = count + (falling ? rank : tail)
  let filled = total
  for (let i = 0; i < take; i++) {
    const top = heap[0] ?? 0
    heap[0] = heap[--filled] ?? 0
    sift(heap, filled, 0, want, compare)
    heap[filled] = top
  }
  return { order: heap.slice(filled, filled + count), falling }
}

function sift(heap: number[], filled: number, index: number, want: number, compare: ByIndex): void {
  for (;;) {
    const first = 2 * index + 1
    if (first >= filled) return
    const a = heap[first] ?? 0
    const b = heap[first + 1] ?? 0
    const order = first + 1 < filled ? compare(a, b) : 0
    const child = order === want || order === 0 ? first : first + 1
    const value = heap[child] ?? 0
    const parent = heap[index] ?? 0
    if (compare(value, parent) !== want) return
    heap[child] = parent
    heap[index] = value
    index = child
  }
}

/** Positions picked by rank, lowest rank first. */
export function pickRising(total: number, rank: number, count: number, compare: ByIndex): number[] {
  const { order, falling } = pickByRank(total, rank, count, compare)
  return falling ? order.reverse() : order
}
