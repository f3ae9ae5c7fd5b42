import { compareElements } from '../payload/compare.ts'
import { PayloadReader } from '../payload/reader.ts'

/** Compares two packed elements; `undefined` when one is malformed. */
export function comparePacked(a: Buffer, b: Buffer): number | undefined {
  return compareElements(new PayloadReader(a), new PayloadReader(b)).order
}

/** Like {@link comparePacked} for elements known to be whole. */
export function compareWhole(a: Buffer, b: Buffer): number {
  return comparePacked(a, b) ?? 0
}

/**
 * Which of `count` elements has a rank. Among equal ones it is the one that the server's quick select ends on
 * (order_index_qselect, cdt.c, 8.1.2).
 */
export function selectRank(count: number, rank: number, compare: (a: number, b: number) => number): number {
  const order = Array.from({ length: count }, (_, i) => i)
  const at = (i: number): number => order[i] ?? 0
  const swap = (i: number, j: number): void => {
    const kept = at(i)
    order[i] = at(j)
    order[j] = kept
  }
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = low + ((high - low) >> 1)
    const pivot = at(middle)
    let left = low + 1
    let right = high
    swap(low, middle)
    for (;;) {
      while (left < right && compare(at(left), pivot) < 0) left++
      while (left <= right && right !== low && compare(pivot, at(right)) < 0) right--
      if (left >= right) break
      swap(left++, right--)
    }
    swap(low, right)
    if (right === rank) return pivot
    if (right < rank) low = right + 1
    else high = right - 1
  }
  return at(low)
}
