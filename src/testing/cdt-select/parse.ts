import { treeOf } from '../expression/tree.ts'
import type { Node } from '../expression/node.ts'
import { refuse } from '../cdt/refusal.ts'
import { Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'
import { Code } from '../result-code.ts'

/** How a level of a path chooses among the elements of a list or map (low bits of a context's type, proto.h). */
export const By = { index: 0, rank: 1, key: 2, value: 3, expression: 4, keyList: 10 } as const

/** What a path expression gives (low bits of its flags; select_flags, cdt.c). */
export const SelectKind = { tree: 0, values: 1, keys: 2, pairs: 3, modify: 4 } as const

const NO_FAIL = 0x10
const AND_EXPRESSION = 0x204
const AND = 0x200
const KIND_MASK = 0x0f
const LEVELS_MAX = 64

/** One level of a path. */
export interface Level {
  /** A context's type: {@link By}, and the kind of container it is for. */
  readonly type: number
  readonly by: number
  readonly index: bigint
  readonly value: Buffer
  /** Chooses by expression; `undefined` chooses all. */
  readonly filter: Node | undefined
  /** What the chosen elements must fulfil too. */
  and: Node | undefined
  /** Whether an AND has been read, even one that is always true. */
  hasAnd: boolean
}

/** A path expression as its payload says it: `[context, flags(, expression)]`. */
export interface SelectRequest {
  readonly levels: readonly Level[]
  readonly kind: number
  /** Takes unknown for false instead of failing. */
  readonly noFail: boolean
  readonly modify: Node | undefined
}

/** Reads the parameters behind the operation's code (cdt_process_state_select, cdt.c, 8.1.2). */
export function parseSelect(input: PayloadReader, modifies: boolean): SelectRequest {
  const count = input.listCount()
  if (count === undefined || count === 0 || count % 2 === 1 || count > LEVELS_MAX * 2) refuse(Code.parameter)
  const levels = readLevels(input, count / 2)
  const flags = Number(BigInt.asUintN(8, input.uint64() ?? refuse(Code.parameter)))
  const kind = flags & KIND_MASK
  if (kind > SelectKind.modify) refuse(Code.parameter)
  const expression = input.element()
  if ((kind === SelectKind.modify) !== (expression !== undefined)) refuse(Code.parameter)
  if (kind === SelectKind.modify && !modifies) refuse(Code.parameter)
  const modify = expression === undefined ? undefined : compiled(expression)
  return { levels, kind, noFail: (flags & NO_FAIL) !== 0, modify }
}

function readLevels(input: PayloadReader, count: number): Level[] {
  const levels: Level[] = []
  for (let i = 0; i < count; i++) {
    const type = input.uint64() ?? refuse(Code.parameter)
    if ((type & BigInt(AND)) !== 0n) addAnd(levels.at(-1), type, input)
    else levels.push(readLevel(Number(BigInt.asUintN(32, type)), input))
  }
  return levels
}

function addAnd(level: Level | undefined, type: bigint, input: PayloadReader): void {
  const allowed = level !== undefined && !level.hasAnd && level.by !== By.expression
  if (!allowed || type !== BigInt(AND_EXPRESSION)) refuse(Code.parameter)
  level.and = readFilter(input)
  level.hasAnd = true
}

function readLevel(type: number, input: PayloadReader): Level {
  const by = type & KIND_MASK
  const level = { type, by, index: 0n, value: NO_VALUE, filter: undefined, and: undefined, hasAnd: false }
  switch (by) {
    case By.index:
    case By.rank:
      return { ...level, index: input.int64() ?? refuse(Code.parameter) }
    case By.key:
    case By.value:
    case By.keyList:
      return { ...level, value: input.element() ?? refuse(Code.parameter) }
    case By.expression:
      return { ...level, filter: readFilter(input) }
    default:
      return refuse(Code.parameter)
  }
}
const NO_VALUE = Buffer.alloc(0)

/** An expression, or a plain true. */
function readFilter(input: PayloadReader): Node | undefined {
  const element = input.element() ?? refuse(Code.parameter)
  const type = new PayloadReader(element).peek()
  if (type === Kind.true) return undefined
  return type === Kind.list ? compiled(element) : refuse(Code.parameter)
}

function compiled(expression: Buffer): Node {
  return treeOf(expression) ?? refuse(Code.parameter)
}
