import type { Need } from '../server/needs.ts'
import type { Family, Step } from './scenario.ts'

/** What a scenario needs of a server: what its family says, and what follows from its steps. */
export function needsOf(name: string, steps: readonly Step[], declared: Family['needs'] = {}): Need[] {
  const needs = new Set<Need>(declared[name])
  const objects = [...objectsIn(steps)]
  // What it needs of another namespace than `test`, its family says.
  if (objects.some(({ namespace = 'test' }) => namespace !== 'test')) return [...needs]
  for (const { ttl, set } of objects) {
    if (typeof ttl === 'number' && ttl > 0) needs.add('expiry')
    if (ttl === 0 || ttl === -2) needs.add('noDefaultTtl')
    if (set === null) needs.add('noSet')
  }
  // The server's own writes of a job name no set (disallow-null-setname).
  if (steps.some(([kind]) => kind === 'execute' || kind === 'executeUdf')) needs.add('noSet')
  return [...needs]
}

/** The plain objects in steps, at any depth: options and places of records; values of bins as well, which do no harm. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) {
    for (const each of value) yield* objectsIn(each)
  } else if (isPlain(value)) {
    yield value
    for (const each of Object.values(value)) yield* objectsIn(each)
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
