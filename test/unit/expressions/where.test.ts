import { describe, expect, expectTypeOf, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { type Condition, exp, Expression, where } from '../../../src/expressions/index.ts'
import { Double, GeoJSON, HyperLogLog } from '../../../src/values.ts'

interface User {
  name: string
  state: 'open' | 'closed'
  age: number
  big: bigint
  height: Double
  active?: boolean
  photo: Uint8Array
  tags: string[]
  scores: readonly number[]
  address: { city: string; zip?: number; size: number; geo: { lat: Double } }
  prices: Map<string, number>
  byNumber: ReadonlyMap<number, { name: string }>
  visits: { day: string; pages: string[] }[]
  place: GeoJSON
  area: GeoJSON
  seen: HyperLogLog
  limit: number
  anything: unknown
  mixed: string | number | null
}

const [name, age, height] = [exp.bin('name', 'string'), exp.bin('age', 'int'), exp.bin('height', 'float')]
const [tags, address, visits] = [
  exp.bin('tags', 'list'),
  exp.bin('address', 'map'),
  exp.bin('visits', 'list'),
]
const point = GeoJSON.point(8.5, 47.4)

const EXISTS = { returnType: 'exists' } as const

/** What a condition is the short form of. */
const SAME: readonly (readonly [what: string, short: Condition, long: Expression])[] = [
  ['an integer', where<User>((b) => b.age.ge(18)), exp.ge(age, 18)],
  ['a bigint', where<User>((b) => b.big.lt(2n ** 60n)), exp.lt(exp.bin('big', 'int'), 2n ** 60n)],
  ['a text', where<User>((b) => b.name.eq('Ann')), exp.eq(name, 'Ann')],
  ['a boolean', where<User>((b) => b.active.eq(true)), exp.eq(exp.bin('active', 'bool'), true)],
  ['bytes', where<User>((b) => b.photo.ne(Buffer.of(1))), exp.ne(exp.bin('photo', 'blob'), Buffer.of(1))],
  ['a list', where<User>((b) => b.tags.eq(['a'])), exp.eq(tags, ['a'])],
  ['floats', where<User>((b) => b.height.float.le(2)), exp.le(height, 2)],
  ['floats of a number', where<User>((b) => b.age.float.gt(2)), exp.gt(exp.bin('age', 'float'), 2)],
  ['a Double', where<User>((b) => b.height.float.gt(new Double(2))), exp.gt(height, 2)],
  ['a range', where<User>((b) => b.age.between(18, 30)), exp.and(exp.ge(age, 18), exp.le(age, 30))],
  ['several', where<User>((b) => b.age.in([1, 2n])), exp.inList(age, [1, 2n])],
  ['several of one', where<User>((b) => b.age.in([1])), exp.eq(age, 1)],
  [
    'several floats, whole ones too',
    where<User>((b) => b.height.float.in([1, 1.5])),
    exp.inList(height, [new Double(1), new Double(1.5)]),
  ],
  ['another bin', where<User>((b) => b.age.lt(b.limit.as('int'))), exp.lt(age, exp.bin('limit', 'int'))],
  ['an expression', where<User>((b) => b.age.lt(exp.ttl())), exp.lt(age, exp.ttl())],
  ['a bin that is there', where<User>((b) => b.age.exists()), exp.binExists('age')],
  ['a pattern', where<User>((b) => b.name.matches('^A')), exp.regex(name, '^A')],
  [
    'a pattern with options',
    where<User>((b) => b.name.matches('^a', { ignoreCase: true })),
    exp.regex(name, '^a', { ignoreCase: true }),
  ],
  [
    'a point in a region',
    where<User>((b) => b.place.within(GeoJSON.circle(8, 47, 10))),
    exp.geo(exp.bin('place', 'geo'), GeoJSON.circle(8, 47, 10)),
  ],
  ['a region of a point', where<User>((b) => b.area.covers(point)), exp.geo(exp.bin('area', 'geo'), point)],
  [
    'a sketch',
    where<User>((b) => b.seen.count.gt(100)),
    exp.gt(exp.hll.getCount(exp.bin('seen', 'hll')), 100),
  ],
  ['an element', where<User>((b) => b.tags.contains('x')), exp.lists.getByValue(tags, 'x', EXISTS)],
  ['the length of a list', where<User>((b) => b.tags.length.gt(2)), exp.gt(exp.lists.size(tags), 2)],
  [
    'the element at an index',
    where<User>((b) => b.tags.at(-1).eq('x')),
    exp.eq(exp.lists.getByIndex(tags, -1, { type: 'string' }), 'x'),
  ],
  [
    'an index that is there',
    where<User>((b) => b.tags.at(3).exists()),
    exp.lists.getByIndexRange(tags, 3, 1, EXISTS),
  ],
  [
    'the value of a key',
    where<User>((b) => b.address.city.eq('Bern')),
    exp.eq(exp.maps.getByKey(address, 'city', { type: 'string' }), 'Bern'),
  ],
  [
    'the value of a key further in',
    where<User>((b) => b.address.geo.lat.float.lt(47)),
    exp.lt(exp.maps.getByKey(address, 'lat', { type: 'float', context: [ctx.mapKey('geo')] }), 47),
  ],
  [
    'a key with the name of a method',
    where<User>((b) => b.address.key('size').eq(1)),
    exp.eq(exp.maps.getByKey(address, 'size', { type: 'int' }), 1),
  ],
  [
    'a key that is there',
    where<User>((b) => b.address.zip.exists()),
    exp.maps.getByKey(address, 'zip', EXISTS),
  ],
  ['a key', where<User>((b) => b.address.hasKey('zip')), exp.maps.getByKey(address, 'zip', EXISTS)],
  [
    'a value of a map',
    where<User>((b) => b.prices.hasValue(5)),
    exp.maps.getByValue(exp.bin('prices', 'map'), 5, EXISTS),
  ],
  ['the size of a map', where<User>((b) => b.address.size.eq(2)), exp.eq(exp.maps.size(address), 2)],
  [
    'a key that is no text',
    where<User>((b) => b.byNumber.key(7).name.eq('x')),
    exp.eq(
      exp.maps.getByKey(exp.bin('byNumber', 'map'), 'name', { type: 'string', context: [ctx.mapKey(7)] }),
      'x',
    ),
  ],
  [
    'what stands in a list of maps of lists',
    where<User>((b) => b.visits.at(0).pages.contains('/')),
    exp.lists.getByValue(visits, '/', { ...EXISTS, context: [ctx.listIndex(0), ctx.mapKey('pages')] }),
  ],
  [
    'a length further in',
    where<User>((b) => b.visits.at(0).pages.length.ge(2)),
    exp.ge(exp.lists.size(visits, { context: [ctx.listIndex(0), ctx.mapKey('pages')] }), 2),
  ],
  [
    'what no type says',
    where<User>((b) => exp.eq(b.anything.as('int'), exp.toInt(b.mixed.as('float')))),
    exp.eq(exp.bin('anything', 'int'), exp.toInt(exp.bin('mixed', 'float'))),
  ],
]

describe('where', () => {
  it.each(SAME)('is short for %s', (_what, short, long) => {
    expect(short.toBase64()).toBe(long.toBase64())
    expect(short).toBeInstanceOf(Expression)
  })

  it('joins conditions, those of a kind in one operation', () => {
    const [a, b, c] = [exp.ge(age, 18), exp.eq(name, 'Ann'), exp.lt(exp.ttl(), 5)]
    const joined = where<User>((u) => u.age.ge(18).and(u.name.eq('Ann')).and(c))
    expect(joined.toBase64()).toBe(exp.and(a, b, c).toBase64())
    const either = where<User>((u) => u.age.ge(18).and(u.name.eq('Ann')).or(c, true))
    expect(either.toBase64()).toBe(exp.or(exp.and(a, b), c, true).toBase64())
    expect(where<User>((u) => u.age.ge(18).not()).toBase64()).toBe(exp.not(a).toBase64())
    const long = Array.from({ length: 1000 }).reduce<Condition>(
      (all) => all.and(a),
      where<User>(() => a),
    )
    expect(long.depth).toBe(3)
  })

  it('takes names of bins that objects have of their own', () => {
    interface Odd {
      constructor: number
      then: number
      toString: string
      __proto__: number
    }
    const found = where<Odd>((b) => b.then.eq(1).and(b.constructor.eq(2)))
    const [then, constructor] = [exp.bin('then', 'int'), exp.bin('constructor', 'int')]
    expect(found.toBase64()).toBe(exp.and(exp.eq(then, 1), exp.eq(constructor, 2)).toBase64())
  })
})

describe('what cannot be compared', () => {
  const refused = (make: () => unknown): string => {
    try {
      make()
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`
    }
    return 'taken'
  }

  it('is refused where it stands', () => {
    expect(refused(() => where<User>((b) => b.age.gt(1.5)))).toMatch(
      /^INVALID_ARGUMENT where: age.gt: the value is no whole number/,
    )
    expect(refused(() => where<User>((b) => b.age.eq(null as never)))).toMatch(
      /age.eq: the value says no type/,
    )
    expect(refused(() => where<User>((b) => b.age.lt(b.limit as never)))).toMatch(/age.lt: the value says no/)
    expect(refused(() => where<User>((b) => b.age.in([])))).toMatch(/age.in: values must be a list/)
    expect(refused(() => where<User>((b) => b.age.in([1, 'x' as never])))).toMatch(/must all be of type int/)
    expect(refused(() => where<User>((b) => b.address.city.gt(1.5 as never)))).toMatch(/address.key\(…\).gt/)
    expect(refused(() => where<User>((b) => b.active as never))).toMatch(/where: a bin is no condition/)
    expect(refused(() => where<User>((b) => b.age.as('int') as never))).toMatch(/must give a condition/)
    expect(refused(() => where<User>(undefined as never))).toMatch(/must be a function/)
  })

  it('does not compile', () => {
    type Judged = () => void
    const judged: Judged = () => {
      expectTypeOf(where<User>((b) => b.age.ge(18))).toEqualTypeOf<Condition>()
      // @ts-expect-error -- there is no such bin
      where<User>((b) => b.agee.ge(18))
      // @ts-expect-error -- a text is no number
      where<User>((b) => b.age.ge('18'))
      // @ts-expect-error -- a number is no text
      where<User>((b) => b.name.eq(5))
      // @ts-expect-error -- there is no such state
      where<User>((b) => b.state.eq('opened'))
      // @ts-expect-error -- numbers have no pattern
      where<User>((b) => b.age.matches('1'))
      // @ts-expect-error -- booleans have no order
      where<User>((b) => b.active.gt(false))
      // @ts-expect-error -- elements are texts
      where<User>((b) => b.tags.contains(5))
      // @ts-expect-error -- elements are numbers
      where<User>((b) => b.scores.at(0).eq('x'))
      // @ts-expect-error -- there is no such key
      where<User>((b) => b.address.town.eq('Bern'))
      // @ts-expect-error -- a key of a map is a text
      where<User>((b) => b.prices.key(5).eq(1))
      // @ts-expect-error -- the name is that of a method: the size of the map
      where<User>((b) => b.address.size.exists())
      // @ts-expect-error -- at run time nobody knows that the bin has floats
      where<User>((b) => b.height.lt(1))
      // @ts-expect-error -- a bin is no condition
      where<User>((b) => b.active)
      // @ts-expect-error -- a bin is of no type by itself
      where<User>((b) => b.age.lt(b.limit))
      // @ts-expect-error -- a text bin and an integer
      where<User>((b) => b.name.eq(b.limit.as('int')))
      // @ts-expect-error -- regions are compared with regions
      where<User>((b) => b.place.eq(point))
      // @ts-expect-error -- of two types, it must be said which
      where<User>((b) => b.mixed.eq(5))
      // @ts-expect-error -- of no known type, it must be said which
      where<User>((b) => b.anything.eq(5))
      // @ts-expect-error -- conditions are joined with conditions
      where<User>((b) => b.age.ge(18).and(b.name))
      // @ts-expect-error -- what is joined is something
      where<User>((b) => b.age.ge(18).and())
    }
    expectTypeOf(judged).toEqualTypeOf<Judged>()
  })
})
