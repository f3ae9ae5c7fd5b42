import type { PreparedCall } from '../collections/call.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { Expression } from '../expressions/expression.ts'
import type { ExpressionType } from '../expression.ts'
import type { Calls } from './calls.ts'
import type { Compiling } from './compiling.ts'
import type { PathReader, Source } from './path-reader.ts'
import { contextOf, type Step } from './steps.ts'
import type { Argument, FunctionPart, SelectPart, Syntax } from './syntax.ts'

/** What AEL names without a prefix, and the type that it gives where that is clear. */
export const WRITES: ReadonlyMap<string, ExpressionType | undefined> = new Map<
  string,
  ExpressionType | undefined
>([
  ['append', 'list'],
  ['appendItems', 'list'],
  ['putItems', 'map'],
  ['clear', undefined],
  ['sort', 'list'],
  ['insert', undefined],
  ['insertItems', 'list'],
  ['setTo', undefined],
  ['set', undefined],
  ['put', 'map'],
  ['update', 'map'],
  ['add', undefined],
  ['increment', undefined],
])

/** Calls on a whole list or map. */
const WHOLE: Readonly<Record<string, PreparedCall>> = {
  append: LISTS.append,
  appendItems: LISTS.appendItems,
  sort: LISTS.sort,
  putItems: MAPS.putItems,
}
/** Calls on the element that a path ends with. */
const OF_LIST: Readonly<Record<string, PreparedCall>> = {
  insert: LISTS.insert,
  insertItems: LISTS.insertItems,
  setTo: LISTS.set,
  set: LISTS.set,
  add: LISTS.increment,
  increment: LISTS.increment,
}
const OF_MAP: Readonly<Record<string, PreparedCall>> = {
  insert: MAPS.put,
  setTo: MAPS.put,
  set: MAPS.put,
  put: MAPS.put,
  update: MAPS.put,
  add: MAPS.increment,
  increment: MAPS.increment,
}
const FLAGS: Readonly<Record<string, string>> = { insert: 'createOnly', update: 'updateOnly' }

/** Makes what changes a list or map, by AEL's own words: `$.tags.append('a')`, `$.user.name.setTo('Ann')`. */
export class Writes {
  readonly #compiler: Compiling
  readonly #calls: Calls

  constructor(compiler: Compiling, calls: Calls) {
    this.#compiler = compiler
    this.#calls = calls
  }

  make(part: FunctionPart, steps: readonly Step[], reader: PathReader, source: Source): Expression {
    const { name, args, at } = part
    const isWhole = WHOLE[name] !== undefined || name === 'clear'
    const on = steps.length === 0 ? reader.source(source, WRITES.get(name)) : reader.into(source, steps)
    const context = contextOf(this.#compiler, isWhole ? steps : steps.slice(0, -1))
    if (isWhole) {
      const isMap = on.type === 'map' && steps.length === 0
      return this.#calls.make(WHOLE[name] ?? (isMap ? MAPS.clear : LISTS.clear), on, context, args, at)
    }
    const last = steps.at(-1)
    const call = last?.part === 'select' && last.form === 'one' ? this.#callOf(name, last) : undefined
    if (call === undefined || last?.part !== 'select') {
      const hint = 'write $.tags.[0].setTo(…) or $.user.name.setTo(…)'
      throw this.#compiler.fault(at, `${name}() is for an element of a list or map`, hint)
    }
    const key: Argument = { name: undefined, value: last.operands[0] as Syntax, at: last.at }
    return this.#calls.make(call, on, context, [key, ...args, ...this.#flag(name, last)], at)
  }

  #callOf(name: string, { of, mark }: SelectPart): PreparedCall | undefined {
    if (of === 'list') return mark === '' ? OF_LIST[name] : undefined
    return mark === '@' ? OF_MAP[name] : undefined
  }

  #flag(name: string, { of, at }: SelectPart): Argument[] {
    const flag = of === 'map' ? FLAGS[name] : undefined
    if (flag === undefined) return []
    return [{ name: flag, value: { kind: 'literal', value: true, isOpen: false, at, depth: 1 }, at }]
  }
}
