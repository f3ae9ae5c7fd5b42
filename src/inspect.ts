import type { InspectOptions } from 'node:util'

/** What Node, Bun and Deno look for when they print an object. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

type Inspect = (value: unknown, options?: InspectOptions) => string

/** Node's own, loaded when something is shown: most processes would only wait for it when they start. */
const inspect: Inspect = (value, options) => process.getBuiltinModule('node:util').inspect(value, options)

/**
 * Lets the instances of a class say what they are: in console.log, in text and in JSON. Private fields are seen by none of
 * these, and a logger would print `Query {}`. The name is given, since bundlers may shorten those of classes.
 *
 * `tell` returns what is shown: parts that JSON can carry, undefined ones are left out. Values of records and secrets don't
 * belong in it, unless the class is such a value. A class that has a `toString` or `toJSON` of its own keeps it.
 */
export function introduce<T extends object>(
  { prototype }: { readonly prototype: T },
  name: string,
  tell: (instance: T) => unknown,
): void {
  const shown = (instance: T, options: InspectOptions, print: Inspect): string => {
    const told = tell(instance)
    return `${name} ${print(isParts(told) ? given(told) : told, options)}`
  }
  add(
    prototype,
    INSPECT,
    function (this: T, depth: number | null, options: InspectOptions, print: Inspect = inspect) {
      // The prototype itself has nothing to tell.
      if ((depth !== null && depth < 0) || this === prototype) return `[${name}]`
      return shown(this, { ...options, depth }, print)
    },
  )
  add(prototype, 'toString', function (this: T) {
    return shown(this, { breakLength: Infinity }, inspect)
  })
  add(prototype, 'toJSON', function (this: T) {
    return tell(this)
  })
}

function add(prototype: object, name: string | symbol, value: unknown): void {
  if (Object.hasOwn(prototype, name)) return
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true })
}

function isParts(told: unknown): told is object {
  return typeof told === 'object' && told !== null && Object.getPrototypeOf(told) === Object.prototype
}

function given(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
