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
