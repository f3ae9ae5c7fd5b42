import { types } from 'node:util'
import { isMap, isPlainObject } from '../kinds.ts'
import { Carried, type CarriedPart } from './carried.ts'

/** Puts what was carried back in its places. Throws for what `TreeCopy` never made. */
export function revive(envelope: unknown): unknown {
  if (!Array.isArray(envelope) || envelope.length !== 2 || !Array.isArray(envelope[0]))
    throw new TypeError('There is no table of what is carried')
  const parts = envelope[0] as readonly CarriedPart[]
  const walk = new Walk(parts)
  for (const part of parts) walk.fill(part)
  return walk.visit(envelope[1])
}

/** Goes through a document once, and puts real values where stand-ins are. */
class Walk {
  readonly #real = new Map<unknown, unknown>()
  readonly #seen = new Set<object>()

  constructor(parts: readonly CarriedPart[]) {
    for (const [standIn, kind, data] of parts) this.#real.set(standIn, shell(kind, data))
  }

  /** Gives a shell what belongs in it. */
  fill([standIn, kind, data]: CarriedPart): void {
    if (kind === Carried.text || kind === Carried.minusZero) return
    const pairs = data as readonly unknown[]
    const target = this.#real.get(standIn) as object
    for (const pair of kind === Carried.sparseArray ? pairs.slice(1) : pairs) {
      const [key, value] = pair as [unknown, unknown]
      define(target, this.visit(key) as string | number, this.visit(value))
    }
  }

  visit(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (this.#real.has(value)) return this.#real.get(value)
    if (this.#seen.has(value)) return value
    this.#seen.add(value)
    if (Array.isArray(value)) this.#array(value)
    else if (isMap(value)) this.#map(value as Map<unknown, unknown>)
    else if (types.isSet(value)) this.#set(value)
    else if (isPlainObject(value)) this.#plain(value as Record<string, unknown>)
    return value
  }

  #array(array: unknown[]): void {
    for (let i = 0; i < array.length; i++) array[i] = this.visit(array[i])
  }

  #plain(object: Record<string, unknown>): void {
    for (const key of Object.keys(object)) object[key] = this.visit(object[key])
  }

  #map(map: Map<unknown, unknown>): void {
    const entries = [...map]
    map.clear()
    for (const [key, value] of entries) map.set(this.visit(key), this.visit(value))
  }

  #set(set: Set<unknown>): void {
    const items = [...set]
    set.clear()
    for (const item of items) set.add(this.visit(item))
  }
}

function shell(kind: number, data: unknown): unknown {
  switch (kind) {
    case Carried.minusZero:
      return -0
    case Carried.text:
      return Buffer.from(data as Uint8Array).toString('utf16le')
    case Carried.object:
      return {}
    case Carried.bareObject:
      return Object.create(null)
    case Carried.sparseArray:
      return new Array<unknown>((data as readonly [number])[0])
    default:
      throw new TypeError(`Nothing of kind ${kind} is carried`)
  }
}

/** Assignment to `__proto__` would change the prototype instead of adding a property. */
function define(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
