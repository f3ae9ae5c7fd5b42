import { isBytes } from '../kinds.ts'
import { Double, GeoJSON, HyperLogLog, isA, OrderedList, OrderedMap, type Value } from '../values.ts'
import type { AelError } from './ael-error.ts'
import { isExp, isRegExp, type Placeholders } from './placeholders.ts'
import type { Argument, CallSyntax, MapSyntax, Syntax } from './syntax.ts'

type Fault = (at: number, fault: string, hint?: string) => AelError

/** Whether a syntax is a value by itself. */
export function isStatic(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'literal':
    case 'list':
    case 'map':
    case 'placeholder':
      return true
    case 'call':
      return syntax.name !== 'regex' && syntax.name !== 'expression'
    default:
      return false
  }
}

/** What has no options. */
const SINGLE: ReadonlySet<string> = new Set(['geoJson', 'hll', 'float'])

/** Reads values out of what stands for one: literals, lists and maps of them, placeholders. */
export class ValueReader {
  readonly #placeholders: Placeholders
  readonly #fault: Fault

  constructor(placeholders: Placeholders, fault: Fault) {
    this.#placeholders = placeholders
    this.#fault = fault
  }

  read(syntax: Syntax): Value {
    switch (syntax.kind) {
      case 'literal':
        return syntax.value
      case 'list':
        return syntax.items.map((item) => this.read(item))
      case 'map':
        return this.#map(syntax)
      case 'placeholder': {
        const value = this.#placeholders.take(syntax)
        if (!isExp(value) && !isRegExp(value)) return value
        throw this.#fault(
          syntax.at,
          `${syntax.word} must be a value here`,
          'lists, maps and steps of a path hold values only',
        )
      }
      case 'call':
        return this.#call(syntax)
      default:
        throw this.#fault(
          syntax.at,
          'a value is wanted here, not an expression',
          'lists, maps and steps of a path hold values only',
        )
    }
  }

  #map({ entries, at }: MapSyntax): Value {
    const pairs = entries.map(([key, value]) => [this.read(key), this.read(value)] as const)
    if (new Map(pairs).size < pairs.length) throw this.#fault(at, 'a key stands twice in the map')
    return new OrderedMap(pairs)
  }

  #call(syntax: CallSyntax): Value {
    const { name, args, at } = syntax
    const [first, second] = args
    if (first === undefined) throw this.#fault(at, `${name} has no value`, `write ${name}(…)`)
    const value = this.read(first.value)
    if (second !== undefined && SINGLE.has(name)) throw this.#fault(second.at, `${name} takes one value`)
    switch (name) {
      case 'geoJson':
        if (typeof value === 'string') return new GeoJSON(value)
        throw this.#fault(
          first.at,
          'geoJson takes text',
          `write geoJson('{"type": "Point", "coordinates": [8.5, 47.4]}')`,
        )
      case 'hll':
        if (isBytes(value)) return new HyperLogLog(value)
        throw this.#fault(first.at, 'hll takes bytes', "write hll(x'…')")
      case 'float':
        if (
          typeof value === 'string' &&
          value.trim() !== '' &&
          (value === 'NaN' || !Number.isNaN(Number(value)))
        )
          return new Double(Number(value))
        throw this.#fault(first.at, 'float takes text that is a number', "write float('Infinity')")
      default:
        return this.#ordered(syntax, value, first)
    }
  }

  #ordered({ name, args }: CallSyntax, value: Value, first: Argument): Value {
    const persistIndex = args.some(
      (argument) => argument.name === 'persistIndex' && this.read(argument.value) === true,
    )
    const wrong = args.slice(1).find((argument) => argument.name !== 'persistIndex')
    if (wrong !== undefined)
      throw this.#fault(wrong.at, `${name} has no such argument`, 'it has persistIndex: true')
    const map = isA(value, 'OrderedMap') ? value : undefined
    if (name === 'ordered' && Array.isArray(value))
      return new OrderedList(value as readonly Value[], { persistIndex })
    if (map === undefined)
      throw this.#fault(first.at, `${name} takes ${name === 'ordered' ? 'a list or map' : 'a map'}`)
    if (name === 'unordered') return map.entries
    return new OrderedMap(map.entries, { order: name === 'ordered' ? 'key' : 'keyValue', persistIndex })
  }
}
