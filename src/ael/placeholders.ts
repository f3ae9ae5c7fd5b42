import type { Exp } from '../expressions/index.ts'
import { isExpression } from '../expressions/expression.ts'
import type { Value } from '../values.ts'
import type { AelError } from './ael-error.ts'
import type { PlaceholderSyntax } from './syntax.ts'

/** What may stand for a placeholder: a value, an expression, or behind `=~` a regular expression. */
export type AelValue = Value | Exp | RegExp
/** Values of placeholders: by their numbers, `?0` or `$1` the first one; or by their names, `?age`. */
export type AelValues = readonly AelValue[] | { readonly [name: string]: AelValue }

type Fault = (at: number, fault: string, hint?: string) => AelError

/** The values of a text's placeholders, each of which must be there and be used. */
export class Placeholders {
  readonly #values: AelValues
  readonly #used = new Set<string>()
  readonly #fault: Fault

  constructor(values: AelValues, fault: Fault) {
    this.#values = values
    this.#fault = fault
    const given: unknown = values
    if (typeof given !== 'object' || given === null) {
      throw fault(0, `values must be an array or an object, not ${given === null ? 'null' : typeof given}`)
    }
  }

  take({ word, at }: PlaceholderSyntax): AelValue {
    const key = this.#keyOf(word, at)
    this.#used.add(key)
    const values = this.#values as Readonly<Record<string, AelValue | undefined>>
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    if (value === undefined) throw this.#fault(at, `there is no value for ${word}`, this.#hint(word))
    return value
  }

  /** A value that no placeholder took is a mistake: often quotes around the placeholder, which make it text. */
  checkUsed(): void {
    const left = Object.keys(this.#values).filter((key) => !this.#used.has(key))
    if (left.length === 0) return
    const isList = Array.isArray(this.#values)
    const words = left.map((key) => `?${key}`).join(', ')
    throw this.#fault(
      0,
      `no placeholder takes the value ${left.length === 1 ? 'of' : 'of each of'} ${words}`,
      isList ? 'a placeholder within quotes is text: write it without them' : undefined,
    )
  }

  #keyOf(word: string, at: number): string {
    const name = word.slice(1)
    const isNumber = /^[0-9]+$/.test(name)
    if (!isNumber && Array.isArray(this.#values)) {
      throw this.#fault(at, `${word} needs a value by name`, `give values as an object: { ${name}: … }`)
    }
    if (!word.startsWith('$')) return isNumber ? String(Number(name)) : name
    if (Number(name) === 0) throw this.#fault(at, 'placeholders with $ begin with $1', 'write $1 or ?0')
    return Array.isArray(this.#values) ? String(Number(name) - 1) : name
  }

  #hint(word: string): string {
    if (!Array.isArray(this.#values)) return 'give it as a property of the object'
    const count = this.#values.length
    return `${count === 0 ? 'none is given' : count === 1 ? 'one is given' : `${count} are given`}; the first is ${word.startsWith('$') ? '$1' : '?0'}`
  }
}

export function isExp(value: AelValue): value is Exp {
  return isExpression(value)
}

export function isRegExp(value: AelValue): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}
