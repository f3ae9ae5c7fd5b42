import * as ctx from '../collections/context.ts'
import { ContextStep } from '../collections/context-step.ts'
import { ContextCreate } from '../collections/cdt-codes.ts'
import { LIST_CREATES, MAP_CREATES } from '../expressions/text/print-path.ts'
import type { Compiling } from './compiling.ts'
import type { Value } from '../values.ts'
import type { PathPart, SelectPart, Syntax } from './syntax.ts'

/** A part of a path that leads into something. */
export type Step = Extract<PathPart, { readonly part: 'select' | 'children' | 'filter' | 'create' }>

/** Whether a path goes to any number of elements. */
export function isPath(steps: readonly PathPart[]): boolean {
  return steps.some(({ part }) => part === 'children' || part === 'filter')
}

/** The list or map that the first step leads into; a wildcard leads into a map unless the path says otherwise. */
export function startOf(steps: readonly Step[]): 'list' | 'map' | undefined {
  const [first] = steps
  return first === undefined ? undefined : first.part === 'select' ? first.of : 'map'
}

/**
 * Steps as contexts have them.
 * @param paths whether they may lead to several elements
 */
export function contextOf(
  compiler: Compiling,
  steps: readonly Step[],
  paths: boolean = isPath(steps),
): ContextStep[] {
  const context: ContextStep[] = []
  for (const step of steps) {
    if (step.part === 'create') context.push(created(compiler, context.pop(), step))
    else if (step.part === 'select') context.push(selected(compiler, step, paths))
    else context.push(filtered(compiler, step))
  }
  return context
}

function filtered(
  compiler: Compiling,
  step: Extract<Step, { readonly part: 'children' | 'filter' }>,
): ContextStep {
  const { filter } = step
  if (filter === undefined) return ctx.allChildren()
  const compiled = compiler.apart(() => compiler.compile(filter, 'bool'))
  return step.part === 'children' ? ctx.allChildren(compiled) : ctx.andFilter(compiled)
}

function selected(compiler: Compiling, step: SelectPart, paths: boolean): ContextStep {
  const { of, mark, form, operands, inverted, at } = step
  const [operand] = operands
  const keys = mark === '@' && !inverted ? keysOf(compiler, step) : undefined
  if (keys !== undefined && paths) return ctx.mapKeysIn(keys)
  if ((form !== 'one' && form !== 'all') || inverted || operand === undefined || keys !== undefined) {
    throw compiler.fault(
      at,
      'this selects several elements, and nothing can follow it',
      'a path leads on from one element, or from all of them: .*',
    )
  }
  const value = compiler.values.read(operand)
  if (of === 'list') {
    if (mark === '=') return ctx.listValue(value)
    return mark === '#' ? ctx.listRank(value as number) : ctx.listIndex(value as number)
  }
  if (mark === '@') return ctx.mapKey(value)
  if (mark === '=') return ctx.mapValue(value)
  return mark === '#' ? ctx.mapRank(value as number) : ctx.mapIndex(value as number)
}

/** Several keys: written one by one, or as a list. */
function keysOf({ values }: Compiling, { form, operands }: SelectPart): readonly Value[] | undefined {
  if (form === 'list') return operands.map((key) => values.read(key as Syntax))
  const [first] = operands
  const value = form === 'one' && first !== undefined ? values.read(first) : undefined
  return Array.isArray(value) ? (value as readonly Value[]) : undefined
}

const CREATES = { list: codes(LIST_CREATES), map: codes(MAP_CREATES) } as const

function codes(words: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(words).map(([code, word]) => [word, Number(code)]))
}

const LIST_TYPES = 0x10

/** A step that creates what is missing. */
function created(
  compiler: Compiling,
  step: ContextStep | undefined,
  { word, at }: Extract<Step, { readonly part: 'create' }>,
): ContextStep {
  if (step === undefined) throw compiler.fault(at, `${word} belongs behind a step of a path`)
  const isList = (step.type & 0x30) === LIST_TYPES
  if (word === 'PERSIST_INDEX') return new ContextStep(step.type | ContextCreate.persistIndex, step.value)
  const code = CREATES[isList ? 'list' : 'map'].get(word === 'SORTED' ? 'ORDERED' : word)
  if (code === undefined) throw compiler.fault(at, `a ${isList ? 'list' : 'map'} cannot be ${word}`)
  return new ContextStep(step.type | code, step.value)
}
