import { clientError } from '../errors/index.ts'
import { ALL_PARTITIONS } from './partitions.ts'
import type { QueryPlan } from './plan.ts'

/** What of a query does not go with work that nodes do on all it finds: jobs and aggregations. */
export function clashOf({ bins, operations, partitions, policy }: QueryPlan): string | undefined {
  if (bins !== undefined) return 'select'
  if (operations !== undefined) return 'operations'
  if (partitions !== ALL_PARTITIONS) return 'partitions'
  if (policy.maxRecords > 0) return 'maxRecords'
  return policy.expectedDuration === 'short' ? 'expectedDuration short' : undefined
}

/**
 * Refuses work on nodes where they may find one record several times: what they work on, nobody can sift out here. A node leaves
 * out what repeats only among 100 neighbours of its index (query_reduce, server as/src/sindex/sindex_tree.c, 8.1.2).
 * @throws ArgumentError `INVALID_ARGUMENT`
 */
export function refuseRepeats(call: string, { where }: QueryPlan, instead: string): void {
  if (where?.mayRepeat !== true) return
  const isNamed = where.collection === 0
  const what = isNamed
    ? 'a range of an index that is known by its name: were it on a list or map, nodes might work on one record several times'
    : 'a range over elements of a list or map: nodes may find one record by several of them, and work on it as often'
  throw clientError('INVALID_ARGUMENT', `${call} does not go with ${what}`, {
    hint: isNamed ? 'name the bin, or give the expression, that the index is on' : instead,
  })
}
