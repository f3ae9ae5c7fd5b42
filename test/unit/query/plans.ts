import type { Node } from '../../../src/cluster/node.ts'
import { QUERY_DEFAULTS } from '../../../src/policy/query.ts'
import type { QueryPlan } from '../../../src/query/plan.ts'

/** A plan of a whole set, with changes. */
export function plan(change: Partial<QueryPlan> = {}): QueryPlan {
  return {
    namespace: 'test',
    set: 'demo',
    where: undefined,
    condition: undefined,
    bins: undefined,
    operations: undefined,
    partitions: { first: 0, count: 4096 },
    policy: QUERY_DEFAULTS,
    ...change,
  }
}

/** Stands for a node where nothing but its identity counts. */
export function node(id: string): Node {
  const stand: unknown = { id }
  return stand as Node
}

/** A digest of a partition, told apart by its last byte. */
export function digestOf(partitionId: number, mark: number): Buffer {
  const digest = Buffer.alloc(20, 7)
  digest.writeUInt16LE(partitionId, 0)
  digest[19] = mark
  return digest
}
