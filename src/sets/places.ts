import { isMap } from '../kinds.ts'
import { pairStep } from '../wire/value-failure.ts'
import type { SchemaComplaint } from './schema.ts'

/** Deeper places help nobody. */
const DEPTH_MAX = 16

type Step = PropertyKey | { readonly key: PropertyKey }

function keyOf(step: Step): PropertyKey {
  return typeof step === 'object' ? step.key : step
}

/** Which field a complaint is about; undefined for the record as a whole. */
export function fieldOf({ path = [] }: SchemaComplaint): string | undefined {
  const [first] = path
  return first === undefined ? undefined : String(keyOf(first))
}

/** Where in a field something is wrong, without the keys of its maps: they may be a person's, as values are. */
export function placeOf({ path = [] }: SchemaComplaint, record: unknown): string {
  let place = ''
  let value = inside(record, path[0])
  for (const step of path.slice(1, DEPTH_MAX)) {
    place += Array.isArray(value) ? `[${Number(keyOf(step))}]` : pairStep(pairOf(value, keyOf(step)))
    value = inside(value, step)
  }
  return place
}

function inside(value: unknown, step: Step | undefined): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return undefined
  const key = keyOf(step)
  return isMap(value) ? value.get(key) : (value as Readonly<Record<PropertyKey, unknown>>)[key]
}

/** Which pair of a map has a key; for one that is missing, the one behind the last. */
function pairOf(value: unknown, key: PropertyKey): number {
  if (typeof value !== 'object' || value === null) return 0
  const keys: unknown[] = isMap(value) ? [...value.keys()] : Object.keys(value)
  const found = keys.findIndex((each) => each === key || each === String(key))
  return found === -1 ? keys.length : found
}
