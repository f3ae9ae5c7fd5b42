import { describe, expect, it } from 'vitest'
import { contextToBase64, ctx } from '../../../src/collections/index.ts'
import { exp, type Expression } from '../../../src/expressions/index.ts'
import type { IndexInfo } from '../../../src/indexes/index-list.ts'
import { chooseIndex } from '../../../src/query/choose-index.ts'
import { termsOf } from '../../../src/query/terms.ts'
import { GeoJSON } from '../../../src/values.ts'
import { plan } from './plans.ts'

type Condition = Expression<'bool'>

const index = (name: string, change: Partial<IndexInfo> = {}): IndexInfo => ({
  namespace: 'test',
  set: 'demo',
  name,
  bin: name,
  type: 'numeric',
  collection: 'default',
  context: null,
  expression: null,
  ready: true,
  ambiguous: null,
  ...change,
})

const INDEXES = [
  index('age'),
  index('big'),
  index('name', { type: 'string' }),
  index('photo', { type: 'blob' }),
  index('tags', { type: 'string', collection: 'list' }),
  index('scores', { collection: 'list' }),
  index('keys', { bin: 'prices', type: 'string', collection: 'mapKeys' }),
  index('values', { bin: 'prices', collection: 'mapValues' }),
  index('zip', { bin: 'address', context: contextToBase64([ctx.mapKey('zip')]) }),
  index('first', { bin: 'visits', context: contextToBase64([ctx.listIndex(0), ctx.mapKey('n')]) }),
  index('place', { type: 'geo2dsphere' }),
  index('twice', { bin: '', expression: exp.mul(exp.bin('n', 'int'), 2).toBase64() }),
]

const age = exp.bin('age', 'int')
const name = exp.bin('name', 'string')
const [tags, prices, address] = [exp.bin('tags', 'list'), exp.bin('prices', 'map'), exp.bin('address', 'map')]
const other = exp.eq(exp.bin('x', 'int'), 1)
const EXISTS = { returnType: 'exists' } as const
const COUNT = { returnType: 'count' } as const
const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)

const int64 = (bytes: Uint8Array): bigint => Buffer.from(bytes).readBigInt64BE()

/** By which index, between what, and what is left; `all` when the whole condition is. */
function chosen(condition: Condition, indexes: readonly IndexInfo[] = INDEXES): unknown[] {
  const choice = chooseIndex(plan(), condition, indexes)
  const { where, policy, condition: left } = choice.plan
  expect(left).toBeUndefined()
  expect((choice.scan.policy.filterExpression as Condition).toBase64()).toBe(condition.toBase64())
  const rest = policy.filterExpression as Condition | undefined
  const what =
    where === undefined
      ? []
      : where.particleType === 1
        ? [int64(where.begin), int64(where.end)]
        : [Buffer.from(where.begin).toString()]
  const isAll = rest?.toBase64() === condition.toBase64()
  return [
    choice.index?.name ?? 'scan',
    ...what,
    rest === undefined ? 'nothing' : isAll ? 'all' : rest.toBase64(),
  ]
}

const same = (expression: Condition): string => expression.toBase64()

describe('the index for a condition', () => {
  it.each<[string, Condition, unknown[]]>([
    ['an integer', exp.eq(age, 5), ['age', 5n, 5n, 'nothing']],
    ['a range', exp.and(exp.ge(age, 18), exp.lt(age, 65)), ['age', 18n, 64n, 'nothing']],
    ['an open range', exp.gt(age, 18), ['age', 19n, MAX, 'nothing']],
    ['the other one', exp.le(age, 18), ['age', MIN, 18n, 'nothing']],
    ['a literal on the left', exp.lt(exp.int(18), age), ['age', 19n, MAX, 'nothing']],
    ['the negation', exp.not(exp.lt(age, 18)), ['age', 18n, MAX, 'nothing']],
    ['another one', exp.not(exp.ne(age, 18)), ['age', 18n, 18n, 'nothing']],
    ['not one of two', exp.not(exp.or(exp.lt(age, 18), other)), ['age', 18n, MAX, same(exp.not(other))]],
    ['of two terms one', exp.and(other, exp.eq(age, 5)), ['age', 5n, 5n, same(other)]],
    [
      'of three',
      exp.and(other, exp.and(exp.eq(age, 5), other)),
      ['age', 5n, 5n, same(exp.and(other, other))],
    ],
    ['the whole range', exp.le(age, MAX), ['age', MIN, MAX, 'nothing']],
    ['beyond all', exp.gt(age, MAX), ['age', MAX, MAX, 'all']],
    ['less than all', exp.lt(age, MIN), ['age', MIN, MIN, 'all']],
    ['a range that is none', exp.and(exp.gt(age, 5), exp.lt(age, 5)), ['age', 4n, 4n, 'all']],
    ['some integers', exp.inList(age, [7, 3, 5]), ['age', 3n, 7n, 'all']],
    ['one of one', exp.inList(age, [7]), ['age', 7n, 7n, 'nothing']],
    ['a text', exp.eq(name, 'Ann'), ['name', 'Ann', 'nothing']],
    ['a text of 17 bytes', exp.eq(name, 'x'.repeat(17)), ['name', 'x'.repeat(17), 'all']],
    ['bytes', exp.eq(exp.bin('photo', 'blob'), Buffer.from('ab')), ['photo', 'ab', 'nothing']],
    ['an element', exp.lists.getByValue(tags, 'a', EXISTS), ['tags', 'a', 'nothing']],
    ['an element by count', exp.gt(exp.lists.getByValue(tags, 'a', COUNT), 0), ['tags', 'a', 'nothing']],
    ['two of them', exp.ge(exp.lists.getByValue(tags, 'a', COUNT), 2), ['tags', 'a', 'all']],
    ['just one', exp.eq(exp.lists.getByValue(tags, 'a', COUNT), 1), ['tags', 'a', 'all']],
    ['a value in a list', exp.inList(exp.val('a'), tags), ['tags', 'a', 'nothing']],
    ['a number in a list', exp.inList(exp.int(5), exp.bin('scores', 'list')), ['scores', 5n, 5n, 'nothing']],
    ['a key', exp.maps.getByKey(prices, 'tea', EXISTS), ['keys', 'tea', 'nothing']],
    ['a value', exp.maps.getByValue(prices, 3, EXISTS), ['values', 3n, 3n, 'nothing']],
    ['a place', exp.eq(exp.maps.getByKey(address, 'zip', { type: 'int' }), 5), ['zip', 5n, 5n, 'nothing']],
    [
      'a place further in',
      exp.eq(
        exp.maps.getByKey(exp.bin('visits', 'list'), 'n', { type: 'int', context: [ctx.listIndex(0)] }),
        5,
      ),
      ['first', 5n, 5n, 'nothing'],
    ],
    [
      'the same by calls in each other',
      exp.eq(
        exp.maps.getByKey(exp.lists.getByIndex(exp.bin('visits', 'list'), 0, { type: 'map' }), 'n', {
          type: 'int',
        }),
        5,
      ),
      ['first', 5n, 5n, 'nothing'],
    ],
    ['an expression', exp.eq(exp.mul(exp.bin('n', 'int'), 2), 8), ['twice', 8n, 8n, 'nothing']],
    [
      'a region',
      exp.geo(exp.bin('place', 'geo'), GeoJSON.point(1, 2)),
      ['place', '{"type":"Point","coordinates":[1,2]}', 'all'],
    ],
    [
      'an equal value before a range',
      exp.and(exp.ge(age, 18), exp.eq(name, 'Ann')),
      ['name', 'Ann', same(exp.ge(age, 18))],
    ],
    [
      'a narrow range before a wide one',
      exp.and(
        exp.ge(age, 1),
        exp.le(age, 90),
        exp.ge(exp.bin('big', 'int'), 1),
        exp.le(exp.bin('big', 'int'), 2),
      ),
      ['big', 1n, 2n, same(exp.and(exp.ge(age, 1), exp.le(age, 90)))],
    ],
  ])('of %s', (_what, condition, expected) => {
    expect(chosen(condition)).toEqual(expected)
  })

  it.each<[string, Condition]>([
    ['one of two', exp.or(exp.eq(age, 5), exp.eq(name, 'Ann'))],
    ['another value', exp.ne(age, 5)],
    ['a negated element', exp.not(exp.lists.getByValue(tags, 'a', EXISTS))],
    ['all but an element', exp.lists.getByValue(tags, 'a', { ...EXISTS, inverted: true })],
    ['no element, perhaps', exp.ge(exp.lists.getByValue(tags, 'a', COUNT), 0)],
    ['few elements', exp.lt(exp.lists.getByValue(tags, 'a', COUNT), 2)],
    ['an order of texts', exp.ge(name, 'Ann')],
    ['a text that is too long', exp.eq(name, 'x'.repeat(2048))],
    ['a bin of another type', exp.eq(exp.bin('age', 'float'), 5)],
    ['a text in a list of numbers', exp.inList(exp.val('a'), exp.bin('scores', 'list'))],
    ['another place', exp.eq(exp.maps.getByKey(address, 'town', { type: 'int' }), 5)],
    ['a key that is an expression', exp.eq(exp.maps.getByKey(address, name, { type: 'int' }), 5)],
    ['what a list is not', exp.eq(exp.maps.getByKey(exp.bin('address', 'list'), 'zip', { type: 'int', context: [ctx.mapKey('zip')] }), 5)], // prettier-ignore
    ['a variable', exp.let({ a: age }, ({ a }) => exp.eq(a, 5))],
    ['a condition', exp.cond(exp.eq(age, 5), true, false)],
    ['two bins', exp.eq(age, exp.bin('big', 'int'))],
    ['nothing', exp.val(true)],
  ])('of %s is none', (_what, condition) => {
    expect(chosen(condition)).toEqual(['scan', 'all'])
  })

  it('is none of what is not ready, of another set, of another namespace, or not certain', () => {
    for (const change of [{ ready: false }, { set: 'x' }, { namespace: 'x' }, { ambiguous: 'x' }])
      expect(chosen(exp.eq(age, 5), [index('age', change)])).toEqual(['scan', 'all'])
  })

  it('is one of the whole namespace, unless the set has one, even one that is not ready', () => {
    const whole = index('age', { set: '' })
    const own = index('own', { bin: 'age' })
    expect(chosen(exp.eq(age, 5), [whole])[0]).toBe('age')
    expect(chosen(exp.eq(age, 5), [whole, own])[0]).toBe('own')
    const unready = { ...own, ready: false }
    expect(chosen(exp.eq(age, 5), [whole, unready])[0]).toBe('scan')
    const { considered } = chooseIndex(plan(), exp.eq(age, 5), [whole, unready]).explanation
    expect(considered.map(({ reason }) => reason)).toEqual([
      'the server would take own, which is on the set alone',
      'it is not built yet',
    ])
  })

  it('leaves a filter expression of its own in place', () => {
    const own = exp.eq(exp.bin('y', 'int'), 2)
    const { policy } = plan()
    const withOwn = plan({ policy: { ...policy, filterExpression: own.bytes } })
    const { plan: made, scan } = chooseIndex(withOwn, exp.and(exp.eq(age, 5), other), INDEXES)
    expect((made.policy.filterExpression as Condition).toBase64()).toBe(same(exp.and(other, own)))
    expect((scan.policy.filterExpression as Condition).toBase64()).toBe(
      same(exp.and(exp.and(exp.eq(age, 5), other), own)),
    )
  })

  it('is none where the indexes are not known, or the order of a scan is wanted', () => {
    const unknown = chooseIndex(plan(), exp.eq(age, 5), undefined).explanation
    expect(unknown).toMatchObject({ access: 'scan', reason: 'the indexes of the cluster could not be read' })
    const after = plan({ partitions: { first: 1, count: 1, after: Buffer.alloc(20) } })
    expect(chooseIndex(after, exp.eq(age, 5), INDEXES).explanation.access).toBe('scan')
  })
})

describe('terms', () => {
  it('are taken apart as deep as expressions go', () => {
    let deep: Condition = exp.eq(age, 5)
    for (let i = 0; i < 160; i++) deep = exp.not(exp.or(exp.not(deep), other))
    expect(termsOf(deep)).toHaveLength(161)
  })
})
