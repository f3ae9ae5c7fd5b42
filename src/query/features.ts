import { requireFeature } from '../cluster/features.ts'
import type { ClusterState } from '../cluster/state.ts'
import type { QueryPlan } from './plan.ts'

/**
 * Makes sure that all nodes can do what a query asks for.
 * @throws ClusterError `SERVER_TOO_OLD`
 */
export function requireFeaturesOf({ where, operations }: QueryPlan, state: ClusterState): void {
  requireFeature(state, 'query')
  if (where?.context !== undefined) requireFeature(state, 'indexContext')
  if (where?.expression !== undefined || where?.indexName !== undefined)
    requireFeature(state, 'indexExpression')
  if (operations !== undefined) requireFeature(state, 'queryOperations')
}
