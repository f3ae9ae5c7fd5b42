import { AerospikeError, copyError, ResultCode, serverError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import type { Scope } from '../execute/scope.ts'
import { type FrameReceiver, StreamRequest } from '../execute/stream-request.ts'
import type { IndexCache } from '../indexes/index-cache.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import { type Choice, chooseIndex } from './choose-index.ts'
import { messageEnd, readResultCode, isFinal } from '../wire/reply.ts'
import type { Writer } from '../wire/writer.ts'
import { encodeQuery } from './encode.ts'
import { newQueryId, type QueryPlan } from './plan.ts'
import type { Round } from './round.ts'
import { type Assignment, PartitionTracker } from './tracker.ts'

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
 * there as if that were all, and says nothing of it (as_sindex_tree_query in as/src/sindex/sindex_tree.c, 8.1.2).
 */
export async function distrustLacking(scope: Scope, round: Round, plan: QueryPlan): Promise<void> {
  await Promise.all(
    round.answered.map(async (assignment) => {
      try {
        await askByIndex(scope, plan, assignment)
      } catch (error) {
        if (scope.failure !== undefined) throw error
        round.distrust(assignment.node, asError(error))
      }
    }),
  )
}

/**
 * Asks a node for one record of one partition by the index. The list of indexes is no proof: an index that is being dropped stands there as
 * readable until no query uses it any more, and only the look of a query for its index sees the mark (as_sindex_smd_drop and
 * as_sindex_lookup_by_defn in as/src/sindex/sindex.c, 8.1.2). @throws IndexError when it has gone
 */
async function askByIndex(scope: Scope, plan: QueryPlan, { node, full, partial }: Assignment): Promise<void> {
  let refused: AerospikeError | undefined
  const receiver = {
    purpose: 'query',
    yielding: 'drain',
    heldUp: false,
    mayMove: false,
    encode(writer: Writer): void {
      const one = [...full, ...partial].slice(0, 1)
      encodeQuery(
        writer,
        plan,
        { queryId: newQueryId(), full: one, partial: [], limit: 1 },
        new PartitionTracker(),
      )
    },
    frame(buffer: Buffer, start: number, end: number): boolean {
      for (let at = start; at < end; at = messageEnd(buffer, at, end)) {
        if (!isFinal(buffer, at)) continue
        const resultCode = readResultCode(buffer, at, end)
        if (resultCode !== ResultCode.OK && resultCode !== ResultCode.NOT_FOUND)
          refused = serverError(resultCode, { node: node.toString() })
        return true
      }
      return false
    },
  } satisfies FrameReceiver
  const request = new StreamRequest(scope, node, receiver, plan.policy.socketTimeout)
  const forget = scope.onCancel((error) => {
    request.cancel(copyError(error))
  })
  try {
    await request.done
  } finally {
    forget()
  }
  if (refused !== undefined) throw refused
}
