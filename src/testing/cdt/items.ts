/**
 * Selecting by a list of values or keys.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (offset_index_find_items, result_data_set_by_irc and …by_itemlist_irc).
 */
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { compareAt } from '../payload/compare.ts'
import { readListHeader, scan } from '../payload/msgpack.ts'
import { refuse } from './refusal.ts'
import { intListResult, isReverse, span } from './results.ts'
import type { Wanted } from './results.ts'
import { findRank, identity, sorted } from './sort.ts'

const ITEMS_MAX = 1024 * 1024

/** Rank and number of the elements that one item selects. */
export interface Run {
  rank: number
  count: number
}

/** The elements of a list given as a parameter; what heads an ordered one counts as an item, as on the server. */
export function readItems(parameter: Buffer): Buffer[] {
  const header = readListHeader(parameter, 0, parameter.length)
  if (header === undefined || header.count > ITEMS_MAX) return refuse(Code.parameter)
  const items: Buffer[] = []
  let pos = header.start
  for (let i = 0; i < header.count; i++) {
    const end = scan(parameter, pos, parameter.length)
    if (end < 0) refuse(Code.parameter)
    items.push(parameter.subarray(pos, end))
    pos = end
  }
  return items
}

/** What a list of items finds among unordered elements. */
export interface Found {
  /** The elements found, or with an inverted selection those not found. */
  mask: Uint8Array
  /** For each item the elements it selects, by rank among all. */
  runs: Run[]
  /** The items' positions in value order. */
  order: number[]
}

/** Looks each of `total` elements up among the items; `at` tells where an element's value (or key) starts in `buf`. */
export function findItems(
  items: readonly Buffer[],
  total: number,
  buf: Buffer,
  at: (index: number) => number,
  want: Wanted,
): Found {
  const item = (i: number): Buffer => items[i] ?? refuse(Code.parameter)
  const order = sorted(items.length, (a, b) => compareAt(item(a), 0, item(b), 0))
  const runs = items.map((): Run => ({ rank: 0, count: 0 }))
  const mask = new Uint8Array(total)
  const itemAt = (rank: number): number => order[rank] ?? 0
  for (let i = 0; i < total; i++) {
    const pos = at(i)
    const compareTo = (index: number): number => compareAt(buf, pos, item(index), 0)
    const search = { start: 0, count: items.length, target: items.length }
    const { found, rank } = findRank(items.length, itemAt, compareTo, search)
    countRun(runs, order, found, rank)
    if (found !== want.inverted) mask[i] = 1
  }
  addUp(runs, order)
  return { mask, runs, order }
}

/** An element that equals an item counts for it; every element counts for the item behind it, whose rank it raises. */
function countRun(runs: Run[], order: readonly number[], found: boolean, rank: number): void {
  const own = found ? runs[order[rank - 1] ?? -1] : undefined
  if (own) own.count++
  const behind = runs[order[rank] ?? -1]
  if (behind) behind.rank++
}

function addUp(runs: Run[], order: readonly number[]): void {
  let below = 0
  for (const index of order) {
    const run = runs[index]
    if (run === undefined) continue
    run.rank += below
    below = run.rank
  }
}

/** Ranks or indexes of the runs, in the items' order; `positions` turns ranks into indexes. */
export function runNumbers(
  want: Wanted,
  runs: readonly Run[],
  total: number,
  positions?: readonly number[],
): Particle {
  const reverse = isReverse(want)
  const out: number[] = []
  for (const { rank, count } of runs) {
    if (positions === undefined) for (const i of span(rank, count, total, reverse)) out.push(i)
    else for (const i of positions.slice(rank, rank + count)) out.push(reverse ? total - i - 1 : i)
  }
  return intListResult(out)
}

/** The same after `findItems`, which also serves inverted selections. */
export function foundNumbers(want: Wanted, found: Found, total: number): Particle {
  const reverse = isReverse(want)
  const out: number[] = []
  if (!want.inverted) {
    // One at a time, so that a reversed run falls.
    for (const { rank, count } of found.runs) {
      for (let j = rank; j < rank + count; j++) out.push(reverse ? total - j - 1 : j)
    }
    return intListResult(out)
  }
  return intListResult(gaps(found, total).flatMap(({ rank, count }) => span(rank, count, total, reverse)))
}

/** What lies between the runs, in value order. */
function gaps({ runs, order }: Found, total: number): Run[] {
  const out: Run[] = []
  let previous = 0
  for (const index of order) {
    const run = runs[index]
    if (run === undefined || run.count === 0) continue
    out.push({ rank: previous, count: run.rank - previous })
    previous = run.rank + run.count
  }
  out.push({ rank: previous, count: total - previous })
  return out
}

/** Elements `rank`…, found by value in an order: those equal to a value, or from one value to another. */
export interface OrderedValues {
  total: number
  /** The position of the element of a rank; the rank itself where elements lie in order. */
  at?: (rank: number) => number
  buf: Buffer
  /** Where the value of the element at a position starts. */
  offset: (index: number) => number
}

/** Binary search for a value. */
export function search(
  values: OrderedValues,
  value: Buffer,
  where: { start?: number; count?: number; target: number },
): { found: boolean; rank: number } {
  const compareTo = (index: number): number => compareAt(value, 0, values.buf, values.offset(index))
  const start = where.start ?? 0
  const count = where.count ?? values.total - start
  return findRank(values.total, values.at ?? identity, compareTo, { start, count, target: where.target })
}
