/** What a node says of itself, by the server's own names. */
export type Figures = ReadonlyMap<string, string>

/** A figure of a node by the first of these names that it has; undefined when it has none, or what it has is no number. */
export function figure(all: Figures, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = all.get(name)
    if (text !== undefined && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  }
  return undefined
}

/** The sum of what is known; undefined when nothing is. */
export function sum(values: Iterable<number | undefined>): number | undefined {
  let total: number | undefined
  for (const value of values) if (value !== undefined) total = (total ?? 0) + value
  return total
}

const ENDS = ['success', 'error', 'timeout', 'not_found', 'filtered_out', 'complete']
const FAILURES = ['error', 'timeout', 'abort']

const named = (starts: readonly string[], ends: readonly string[]): string[] =>
  starts.flatMap((start) => ends.map((end) => `${start}_${end}`))
const ofRecords = (kind: string): string[] => [`client_${kind}`, `batch_sub_${kind}`]

const READS = ofRecords('read')
const WRITES = [...ofRecords('write'), ...ofRecords('delete'), ...ofRecords('udf')]
const QUERIES = ['pi', 'si'].flatMap((index) =>
  ['short_basic', 'long_basic', 'aggr', 'udf_bg', 'ops_bg'].map((kind) => `${index}_query_${kind}`),
)

/**
 * What is counted of a namespace, by the counters that are added up for it (info_get_namespace_info, as/src/base/thr_info.c, 8.1.2). A record
 * that a batch reads or writes counts like one that is read or written alone.
 */
export const NAMESPACE_COUNTERS = {
  reads: named(READS, ENDS),
  writes: named(WRITES, ENDS),
  queries: named(QUERIES, ['complete', ...FAILURES]),
  errors: named([...READS, ...WRITES, ...QUERIES, ...ofRecords('tsvc')], FAILURES),
} as const

/** What is counted of a node as a whole. */
export const NODE_COUNTERS = { batches: named(['batch_index'], ['complete', ...FAILURES]) } as const

/**
 * How often a second something happened between two moments. Undefined when the server does not count it, when it was not seen before, or when
 * it has begun to count anew.
 */
export function rate(
  counters: readonly string[],
  before: Figures | undefined,
  after: Figures,
  seconds: number,
): number | undefined {
  if (before === undefined || seconds <= 0) return undefined
  const [from, to] = [before, after].map((all) => sum(counters.map((name) => figure(all, name))))
  if (from === undefined || to === undefined || to < from) return undefined
  return (to - from) / seconds
}
