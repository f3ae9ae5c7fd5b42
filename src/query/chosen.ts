import { AerospikeError, ResultCode, serverError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import type { Scope } from '../execute/scope.ts'
import { type IndexCache, isSameIndex, readIndexes } from '../indexes/index-cache.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import { type Choice, chooseIndex } from './choose-index.ts'
import type { QueryPlan } from './plan.ts'
import type { Round } from './round.ts'

/** Chooses the index of a plan with a condition, by what is known of the cluster's. */
export async function choose(
  scope: Scope,
  plan: QueryPlan,
  indexes: IndexCache,
  mayUse?: (index: IndexInfo) => boolean,
): Promise<Choice | undefined> {
  const { condition } = plan
  if (condition === undefined) return undefined
  return chooseIndex(plan, condition, await known(scope, indexes), mayUse)
}

/** A user who may not see the indexes can have a scan all the same. */
async function known(scope: Scope, indexes: IndexCache): Promise<readonly IndexInfo[] | undefined> {
  try {
    return await indexes.list(scope)
  } catch (error) {
    if (scope.failure !== undefined || !(error instanceof AerospikeError)) throw error
    return undefined
  }
}

/**
 * Asks the nodes of a round that have answered whether they still have the index. One that drops it in the middle of a query ends its answer
 * there as if that were all, and says nothing of it (as_sindex_tree_query and query_reduce in as/src/sindex/sindex_tree.c, 8.1.2).
 */
export async function distrustLacking(scope: Scope, round: Round, index: IndexInfo): Promise<void> {
  await Promise.all(
    round.answered.map(async (node) => {
      try {
        const found = await readIndexes(scope, node)
        if (found.some((other) => other.ready && isSameIndex(index, other))) return
        round.distrust(node, serverError(ResultCode.INDEX_NOT_FOUND, { node: node.toString() }))
      } catch (error) {
        if (scope.failure !== undefined) throw error
        round.distrust(node, asError(error))
      }
    }),
  )
}
