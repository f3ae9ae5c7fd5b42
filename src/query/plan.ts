import type { Operation } from '../operations/operation.ts'
import type { QueryPolicy } from '../policy/query.ts'
import { PARTITION_COUNT } from '../wire/proto.ts'
import type { Exp } from '../expressions/index.ts'
import type { Filter } from './filter.ts'

/** Partitions a query looks at. */
export interface PartitionRange {
  readonly first: number
  readonly count: number
  /** Go on behind this digest, in the one partition it belongs to. */
  readonly after?: Uint8Array
}

/** What a query asks for: data, never changed. */
export interface QueryPlan {
  readonly namespace: string
  /** Empty: the whole namespace. */
  readonly set: string
  readonly where: Filter | undefined
  /** What must be true, for which an index is chosen when the query runs; then it is undefined, and stands elsewhere. */
  readonly condition: Exp<'bool'> | undefined
  /** All when undefined, none when empty. */
  readonly bins: readonly string[] | undefined
  readonly operations: readonly Operation[] | undefined
  readonly partitions: PartitionRange
  readonly policy: QueryPolicy
}

/** What a query is, for those who print it: names and numbers, and none of the values that records are compared with. */
export function shownPlan(plan: QueryPlan): object {
  const { namespace, set, where, condition, bins, operations, partitions, policy } = plan
  const { first, count, after } = partitions
  return {
    namespace,
    set: set === '' ? undefined : set,
    where: where ?? (condition === undefined ? undefined : 'an expression'),
    bins,
    operations,
    partitions: count === PARTITION_COUNT ? undefined : { first, count },
    after: after === undefined ? undefined : Buffer.from(after).toString('hex'),
    filterExpression: policy.filterExpression === undefined ? undefined : 'an expression',
    maxRecords: policy.maxRecords === 0 ? undefined : policy.maxRecords,
  }
}

/** A number for a query that nodes tell it by; not 0, which they take for none. */
export function newQueryId(): bigint {
  const words = crypto.getRandomValues(new BigUint64Array(1))
  return (words[0] as bigint) | 1n
}
