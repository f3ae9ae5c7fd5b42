import { clientError } from '../errors/index.ts'
import { badArgument } from '../collections/check.ts'
import type { GeoJSON, Value } from '../values.ts'
import { geo, regex, type RegexOptions } from './compare.ts'
import { type CompareOp, comparison, Comparisons, type Other, typeBy } from './comparisons.ts'
import { type Condition, conditionOf } from './condition.ts'
import type { BinType } from './data.ts'
import { type Expression, isExpression } from './expression.ts'
import { getCount } from './hll.ts'
import type { Exp } from './node.ts'
import { Place } from './place.ts'
import type { BinsOf, PlaceMember } from './where-types.ts'

/**
 * A condition on bins that an interface names; a bin that it does not have, and a value of another type, do not compile. What comes
 * out is an expression as those of `exp`, and goes wherever they go.
 *
 * A `number` is compared as an integer; `b.price.float` compares floats. In a record where a bin is missing or of another type, a
 * comparison is unknown, which lets the record not pass.
 *
 * @throws ArgumentError `INVALID_ARGUMENT` for a value that cannot be compared so
 * @example
 * interface User { name: string; age: number; address: { city: string }; tags: string[] }
 * const found = where<User>((b) => b.age.ge(18).and(b.address.city.eq('Bern'), b.tags.contains('admin')))
 * await client.get<User>(key, { filterExpression: found, filteredOut: 'null' })
 */
export function where<Bins extends object>(condition: (bins: BinsOf<Bins>) => Exp<'bool'>): Condition {
  return conditionOn(BINS as BinsOf<Bins>, condition)
}

/** The condition that a function says of bins. */
export function conditionOn<Bins>(bins: Bins, condition: (bins: Bins) => Exp<'bool'>): Condition {
  if (typeof condition !== 'function')
    throw badArgument('where', 'condition', 'must be a function of the bins', condition)
  const made: unknown = condition(bins)
  if (made instanceof Place) {
    throw clientError('INVALID_ARGUMENT', 'where: a bin is no condition', { hint: 'b.active.eq(true)' })
  }
  if (!isExpression(made) || made.type !== 'bool')
    throw badArgument('where', 'condition', 'must give a condition', made)
  return conditionOf(made as Expression<'bool'>)
}

/** What stands for a bin at run time, where nobody knows the interface any more: whatever is asked of it is a key of a map. */
const PLACE: ProxyHandler<Place> = {
  get(place, name) {
    if (typeof name === 'symbol') return Reflect.get(place, name) as unknown
    if (Object.hasOwn(MEMBERS, name)) return MEMBERS[name as PlaceMember](place)
    return proxy(place.inside({ key: name }))
  },
}

function proxy(place: Place): Place {
  return new Proxy(place, PLACE)
}

/** What stands for the bins. @param binOf the name that the server knows a bin by */
export function placesOf(binOf: (name: string) => string): unknown {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'symbol' ? undefined : proxy(new Place(binOf(name)))) },
  )
}

const BINS = placesOf((name) => name)

type Member = (place: Place) => unknown

function comparing(op: CompareOp): Member {
  return (place) => (value: Other) => {
    const name = `${place.name}.${op}`
    return comparison(name, op, place.as(typeBy(name, value)), value)
  }
}

function comparisonsOf(place: Place): Comparisons {
  return new Comparisons(place.name, (name, other) => place.as(typeBy(name, other)))
}

/** The same place as one of floats. */
class FloatComparisons extends Comparisons {
  readonly #place: Place

  constructor(place: Place) {
    super(`${place.name}.float`, () => place.as('float'))
    this.#place = place
  }

  exists(): Condition {
    return conditionOf(this.#place.exists())
  }

  as(type: BinType): Expression {
    return this.#place.as(type)
  }
}

/** A number of elements, which is there even as an expression. */
class CountComparisons extends Comparisons {
  readonly exp: Expression<'int'>

  constructor(name: string, exp: Expression<'int'>) {
    super(name, () => exp)
    this.exp = exp
  }
}

/** What the places of all kinds have. The types show of them what fits the bin. */
const MEMBERS: { readonly [Name in PlaceMember]: Member } = {
  eq: comparing('eq'),
  ne: comparing('ne'),
  gt: comparing('gt'),
  ge: comparing('ge'),
  lt: comparing('lt'),
  le: comparing('le'),
  between: (place) => (first: never, last: never) => comparisonsOf(place).between(first, last),
  in: (place) => (values: never) => comparisonsOf(place).in(values),
  exists: (place) => () => conditionOf(place.exists()),
  as: (place) => (type: BinType) => place.as(type),
  float: (place) => new FloatComparisons(place),
  matches: (place) => (pattern: string, options?: RegexOptions) =>
    conditionOf(regex(place.as('string'), pattern, options)),
  within: (place) => (region: GeoJSON) => conditionOf(geo(place.as('geo'), region)),
  covers: (place) => (point: GeoJSON) => conditionOf(geo(place.as('geo'), point)),
  contains: (place) => (value: Value | Exp) => conditionOf(place.has('list', 'value', value)),
  count: (place) => new CountComparisons(`${place.name}.count`, getCount(place.as('hll'))),
  at: (place) => (index: number) => proxy(place.inside({ index })),
  key: (place) => (key: Value) => proxy(place.inside({ key })),
  length: (place) => new CountComparisons(`${place.name}.length`, place.size('list')),
  size: (place) => new CountComparisons(`${place.name}.size`, place.size('map')),
  hasKey: (place) => (key: Value | Exp) => conditionOf(place.has('map', 'key', key)),
  hasValue: (place) => (value: Value | Exp) => conditionOf(place.has('map', 'value', value)),
}
