import { listIndex, mapKey } from '../collections/context.ts'
import type { ContextStep } from '../collections/context-step.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { Value } from '../values.ts'
import { readMany, readOn, readOne } from './call.ts'
import { bin, binExists, type BinType } from './data.ts'
import type { Expression } from './expression.ts'
import type { Exp } from './node.ts'

/** One step inwards: to the value of a map's key, or to the element at a list's index. */
export type PlaceStep = { readonly key: Value } | { readonly index: number }

type Own = 'list' | 'map'

/** A bin, or a place inside one: what the faces of `where` stand for. */
export class Place {
  readonly bin: string
  readonly steps: readonly PlaceStep[]

  constructor(bin: string, steps: readonly PlaceStep[] = []) {
    this.bin = bin
    this.steps = steps
  }

  inside(step: PlaceStep): Place {
    return new Place(this.bin, [...this.steps, step])
  }

  /** How errors call it. */
  get name(): string {
    if (this.steps.length === 0) return `where: ${this.bin}`
    const inside = this.steps.map((step) => ('key' in step ? '.key(…)' : `.at(${step.index})`))
    return `where: ${this.bin}${inside.join('')}`
  }

  /** What stands there, as a value of a type. */
  as<Type extends BinType>(type: Type): Expression<Type> {
    const last = this.steps.at(-1)
    const found = last === undefined ? bin(this.bin, type) : this.#element(last, { type })
    return found as Expression<Type>
  }

  exists(): Expression<'bool'> {
    const last = this.steps.at(-1)
    if (last === undefined) return binExists(this.bin)
    if ('key' in last) return this.#element(last, { returnType: 'exists' }) as Expression<'bool'>
    // A range beyond the list is an empty one, where an index beyond it is unknown.
    const { index } = last
    const args = { index, count: 1 }
    const options = { ...this.#outside(), returnType: 'exists' } as const
    return readMany(LISTS.getByIndexRange, 'list', this.#root(), args, options)
  }

  size(own: Own): Expression<'int'> {
    const call = own === 'list' ? LISTS.size : MAPS.size
    return readOn(call, own, this.#collection(own), {}, 'int', this.#inside())
  }

  /** Whether the list or map that stands there has an element, value or key. */
  has(own: Own, what: 'value' | 'key', wanted: Value | Exp): Expression<'bool'> {
    const options = { ...this.#inside(), returnType: 'exists' } as const
    const on = this.#collection(own)
    const found =
      what === 'key'
        ? readOne(MAPS.getByKey, own, on, { key: wanted }, options)
        : readMany(own === 'list' ? LISTS.getByValue : MAPS.getByValue, own, on, { value: wanted }, options)
    return found as Expression<'bool'>
  }

  #element(last: PlaceStep, about: { readonly type?: BinType; readonly returnType?: 'exists' }): Expression {
    const options = { ...this.#outside(), ...about }
    if ('key' in last) return readOne(MAPS.getByKey, 'map', this.#root(), { key: last.key }, options)
    return readOne(LISTS.getByIndex, 'list', this.#root(), { index: last.index }, options)
  }

  /** The bin that steps lead into. */
  #root(): Expression<'list' | 'map'> {
    const [first] = this.steps
    return bin(this.bin, first !== undefined && 'index' in first ? 'list' : 'map')
  }

  /** What a call on the list or map at this place works on. */
  #collection(own: Own): Expression<'list' | 'map'> {
    return this.steps.length === 0 ? bin(this.bin, own) : this.#root()
  }

  /** The way to what the place stands in. */
  #outside(): { readonly context?: readonly ContextStep[] } {
    return this.steps.length < 2 ? {} : { context: this.steps.slice(0, -1).map(contextStep) }
  }

  /** The way to the place itself. */
  #inside(): { readonly context?: readonly ContextStep[] } {
    return this.steps.length === 0 ? {} : { context: this.steps.map(contextStep) }
  }
}

function contextStep(step: PlaceStep): ContextStep {
  return 'key' in step ? mapKey(step.key) : listIndex(step.index)
}
