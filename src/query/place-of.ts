import { ContextType, ReturnType } from '../collections/cdt-codes.ts'
import { type ContextStep, ContextStep as Step } from '../collections/context-step.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { ExpressionType } from '../expression.ts'
import type { CallNode, Exp } from '../expressions/index.ts'
import { literalOf } from './literals.ts'

/** What an index may be on. */
export interface IndexedPlace {
  /** Undefined where it is no place in a bin. */
  readonly bin: string | undefined
  /** From the bin inwards. */
  readonly steps: readonly ContextStep[]
  /** The expression that gives what stands there, for an index on that; undefined where a context leads further. */
  readonly whole: Exp | undefined
}

/** Calls that give one element, by what they find it by. */
const STEPS: ReadonlyMap<string, number> = new Map([
  [LISTS.getByIndex.name, ContextType.listIndex],
  [LISTS.getByRank.name, ContextType.listRank],
  [MAPS.getByIndex.name, ContextType.mapIndex],
  [MAPS.getByRank.name, ContextType.mapRank],
  [MAPS.getByKey.name, ContextType.mapKey],
])

/** The step types of lists have this bit and not that of maps. */
const MAP_STEP = 0x20

/** Where the value stands that an expression gives. */
export function placeOf(exp: Exp): IndexedPlace {
  const { node } = exp
  if (node.op === 'bin') return { bin: node.fixed[1] as string, steps: [], whole: exp }
  const inside = node.op === 'call' ? elementOf(node) : undefined
  return { bin: inside?.bin, steps: inside?.steps ?? [], whole: exp }
}

function elementOf(node: CallNode): IndexedPlace | undefined {
  const type = STEPS.get(node.call.name)
  const [wanted] = node.values
  if (type === undefined || wanted === undefined || node.returns !== ReturnType.value) return undefined
  const collection = collectionOf(node, (type & MAP_STEP) === 0 ? 'list' : 'map')
  const isKey = literalOf(wanted) !== undefined
  if (collection?.bin === undefined || !isKey) return undefined
  return { ...collection, steps: [...collection.steps, new Step(type, wanted.bytes)] }
}

/**
 * The list or map that a call works on. What it is said to be must be what the way into it takes it for: in a record where it is
 * of another type the expression is unknown, and an index would look inside all the same.
 */
export function collectionOf({ on, context }: CallNode, own: 'list' | 'map'): IndexedPlace | undefined {
  const [first] = context ?? []
  if (on.type !== (first === undefined ? own : kindOfStep(first))) return undefined
  const outside = placeOf(on)
  if (context === undefined) return outside
  return { bin: outside.bin, steps: [...outside.steps, ...context], whole: undefined }
}

function kindOfStep({ type }: ContextStep): ExpressionType {
  return (type & MAP_STEP) === 0 ? 'list' : 'map'
}
