import { protocolError } from '../errors/index.ts'
import type { Operation } from '../operations/operation.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import { setProperty } from '../wire/msgpack/unpack.ts'
import { OpCode } from '../wire/proto.ts'
import type { OrderedResults } from '../wire/reply.ts'

// Which answer of a reply belongs to which operation.
//
// With RESPOND_ALL_OPS the server answers every operation in the order asked, with nothing if need be. The one exception is
// touch, which it never answers (write_master_bin_ops_loop, as/src/transaction/write.c, 8.1.2).
//
// Without it, it answers only operations that have something to give: never one that only writes, and no read of what is not
// there (write.c; process_bin_read_op, as/src/transaction/rw_utils.c; read_local, read.c).

type Operations = readonly Operation[]

/** What the operations of one record answered. */
export interface Answered {
  /** One result for each operation, in their order; null for one that answers nothing. */
  readonly results: readonly Value[]
  /** The same by bin: the last result of each bin that is not null. */
  readonly bins: Bins
}

/** Operations that the server may answer although nobody asks for an answer of each. */
const MAY_ANSWER: ReadonlySet<number> = new Set([
  OpCode.read,
  OpCode.cdtRead,
  OpCode.bitRead,
  OpCode.hllRead,
  OpCode.expRead,
  OpCode.cdtModify,
  OpCode.hllModify,
])

export function isReadAll(operation: Operation): boolean {
  return operation.code === OpCode.read && operation.bin === ''
}

/**
 * Whether each answer belongs to one operation only when the server leaves out what it may: no two that it may answer have
 * the same bin.
 */
export function canLeaveOut(operations: Operations): boolean {
  const bins = new Set<string>()
  for (const { code, bin } of operations) {
    if (!MAY_ANSWER.has(code)) continue
    if (bins.has(bin)) return false
    bins.add(bin)
  }
  return true
}

/**
 * One result for each operation, and the last one of each bin by name.
 * @param leftOut whether the server was free to leave out answers that say nothing
 * @throws ProtocolError when the answers are not those of the operations
 */
export function pairResults(operations: Operations, answers: OrderedResults, leftOut = false): Answered {
  const bins = lastByBin(answers)
  if (operations.some(isReadAll)) return { results: resultsBesideAll(operations, bins), bins }
  return { results: leftOut ? pairByBin(operations, answers) : pairInOrder(operations, answers), bins }
}

function lastByBin({ names, values }: OrderedResults): Bins {
  const bins: Bins = {}
  for (let i = 0; i < names.length; i++) {
    const value = values[i] as Value
    if (value !== null) setProperty(bins, names[i] as string, value)
  }
  return bins
}

/** A read of all bins stands with operations only that answer nothing. */
function resultsBesideAll(operations: Operations, bins: Bins): Value[] {
  return operations.map((operation) => (isReadAll(operation) ? (bins as Value) : null))
}

function pairInOrder(operations: Operations, { values }: OrderedResults): readonly Value[] {
  const silent = countSilent(operations)
  if (values.length !== operations.length - silent) throw strayAnswers(operations, values)
  if (silent === 0) return values
  let next = 0
  // There are as many values as operations that are not silent.
  return operations.map(({ code }) => (code === OpCode.touch ? null : (values[next++] as Value)))
}

function countSilent(operations: Operations): number {
  let silent = 0
  for (const { code } of operations) if (code === OpCode.touch) silent++
  return silent
}

function pairByBin(operations: Operations, { names, values }: OrderedResults): Value[] {
  let next = 0
  const results = operations.map(({ code, bin }) => {
    if (next === names.length || names[next] !== bin || !MAY_ANSWER.has(code)) return null
    return values[next++] as Value
  })
  if (next !== names.length) throw strayAnswers(operations, values)
  return results
}

function strayAnswers(operations: Operations, answers: readonly unknown[]): Error {
  return protocolError(
    `The node gave ${answers.length} answers to ${operations.length} operations, and they do not fit together`,
  )
}
