/** What tables can be sorted by, the largest first; one that does not have it goes by name, the sets by how fast they grow or shrink. */
export const SORT_KEYS = [
  'reads',
  'writes',
  'batches',
  'queries',
  'errors',
  'objects',
  'bytes',
  'connections',
  'name',
] as const
export type SortKey = (typeof SORT_KEYS)[number]

/** The sort key behind another, or before it. */
export function nextKey(key: SortKey, step: 1 | -1): SortKey {
  const at = SORT_KEYS.indexOf(key) + step + SORT_KEYS.length
  return SORT_KEYS[at % SORT_KEYS.length] ?? key
}

/** Rows in their order. What is not known stands last; what is equal goes by `otherwise`, and then by name. */
export function sorted<Row extends object>(
  rows: readonly Row[],
  key: SortKey,
  nameOf: (row: Row) => string,
  otherwise: (row: Row) => number = () => 0,
): readonly Row[] {
  const figureOf = (row: Row): number => {
    const value = (row as Partial<Record<SortKey, unknown>>)[key]
    return typeof value === 'number' ? value : -Infinity
  }
  const byName = (a: Row, b: Row): number => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)
  if (key === 'name') return rows.toSorted(byName)
  return rows.toSorted(
    (a, b) => compare(figureOf(b), figureOf(a)) || otherwise(b) - otherwise(a) || byName(a, b),
  )
}

/** Two that are not known are equal: their difference would be no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b)
