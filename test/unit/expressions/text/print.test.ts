import { expect, it } from 'vitest'
import { ael } from '../../../../src/ael.ts'
import { ctx } from '../../../../src/collections/index.ts'
import { exp, Expression, printExpression } from '../../../../src/expressions/index.ts'
import { GeoJSON, INFINITY, OrderedMap, WILDCARD } from '../../../../src/values.ts'

const age = exp.bin('age', 'int')
const tags = exp.bin('tags', 'list')
const user = exp.bin('user', 'map')

it.each<[string, { toString(): string }]>([
  ["$.age >= 18 and $.name == 'Ann'", exp.and(exp.ge(age, 18), exp.eq(exp.bin('name', 'string'), 'Ann'))],
  ['$.a:INT < $.b', exp.lt(exp.bin('a', 'int'), exp.bin('b', 'int'))],
  ['($.a or $.b) and $.c', exp.and(exp.or(exp.bin('a', 'bool'), exp.bin('b', 'bool')), exp.bin('c', 'bool'))],
  ['($.n + 1) * 2 - 3 > 4', exp.gt(exp.sub(exp.mul(exp.add(exp.bin('n', 'int'), 1), 2), 3), 4)],
  ['$.n - (1 - 2)', exp.sub(exp.bin('n', 'int'), exp.sub(exp.val(1), 2))],
  ['$.x ** 2.0 ** 3.0', exp.pow(exp.bin('x', 'float'), exp.pow(2, 3))],
  ['add($.n, 1, 2)', exp.add(exp.bin('n', 'int'), 1, 2)],
  ['-$.n:INT', exp.sub(exp.bin('n', 'int'))],
  ['sub(5)', exp.sub(exp.val(5))],
  ['(-5).toFloat() == -5.0', exp.eq(exp.toFloat(-5), -5)],
  ['~$.n & 255', exp.intAnd(exp.intNot(exp.bin('n', 'int')), 255)],
  ['$.email.exists()', exp.binExists('email')],
  ['$.ttl() < 3600', exp.lt(exp.ttl(), 3600)],
  ["$.key() == 'ann'", exp.eq(exp.key('string'), 'ann')],
  ['$.name =~ /^a.*n$/i', exp.regex(exp.bin('name', 'string'), '^a.*n$', { ignoreCase: true })],
  ["regex($.name, '\\\\d', newline: true)", exp.regex(exp.bin('name', 'string'), '\\d', { newline: true })],
  ["'admin' in $.tags", exp.lists.getByValue(tags, 'admin', { returnType: 'exists' })],
  ["inList($.city:STRING, ['Bern'])", exp.inList(exp.bin('city', 'string'), ['Bern'])],
  [
    "$.user.address.city == 'Bern'",
    exp.eq(exp.maps.getByKey(user, 'city', { type: 'string', context: [ctx.mapKey('address')] }), 'Bern'),
  ],
  [
    "($.user.address).city == 'Bern'",
    exp.eq(
      exp.maps.getByKey(exp.maps.getByKey(user, 'address', { type: 'map' }), 'city', { type: 'string' }),
      'Bern',
    ),
  ],
  ['$.tags.[1:3]', exp.lists.getByIndexRange(tags, 1, 2)],
  [
    "$.tags.[!='a', 'b'].count()",
    exp.lists.getByValueList(tags, ['a', 'b'], { returnType: 'count', inverted: true }),
  ],
  ["$.user.{@'a':'d'}.get(return: KEY)", exp.maps.getByKeyRange(user, 'a', 'd', { returnType: 'key' })],
  ['$.tags.count() > 2', exp.gt(exp.lists.size(tags), 2)],
  ['$.user.{}.count()', exp.maps.size(user)],
  ['$.user.tags.listSize()', exp.lists.size(user, { context: [ctx.mapKey('tags')] })],
  ["$.tags.[='a'].remove()", exp.lists.removeByValue(tags, 'a')],
  ["$.tags.listAppend('a', unique: true)", exp.lists.append(tags, 'a', { unique: true })],
  ["$.user.mapPut('a', 1, order: KEY_ORDERED)", exp.maps.put(user, 'a', 1, { order: 'key' })],
  ['$.b.bitLscan(0, 8, true)', exp.bits.leftScan(exp.bin('b', 'blob'), 0, 8, true)],
  ['$.h.hllCount()', exp.hll.getCount(exp.bin('h', 'hll'))],
  [
    "$.prices:MAP.*[?(@ < 3 and @key != 'tea')].select(return: VALUE)",
    exp.selectByPath(exp.bin('prices', 'map'), [
      ctx.allChildren(exp.and(exp.lt(exp.loopValue('int'), 3), exp.ne(exp.loopKey('string'), 'tea'))),
    ]),
  ],
  [
    '$.prices:MAP.*.modify(@ + 1, noFail: true)',
    exp.modifyByPath(exp.bin('prices', 'map'), [ctx.allChildren()], exp.add(exp.loopValue('int'), 1), {
      noFail: true,
    }),
  ],
  ["when ($.age < 18 => 'child', default => 'adult')", exp.cond(exp.lt(age, 18), 'child', 'adult')],
  ['let (x = $.age:INT) then (${x} * ${x} > 4)', exp.let({ x: age }, ({ x }) => exp.gt(exp.mul(x, x), 4))],
  [
    "{1: [NIL, INF, *, 1.5], 'a': x'01'}",
    exp.val(
      new OrderedMap([
        ['a', Buffer.of(1)],
        [1, [null, INFINITY, WILDCARD, 1.5]],
      ]),
    ),
  ],
  ["geoCompare($.home, geoJson('{}'))", exp.geo(exp.bin('home', 'geo'), new GeoJSON('{}'))],
  ["$.'my bin' == 'it\\'s\\n\\u0001'", exp.eq(exp.bin('my bin', 'string'), "it's\n\u0001")],
])('%s', (text, expression) => {
  expect(String(expression)).toBe(text)
})

it('leaves values out where they do not belong', () => {
  const secret = exp.and(
    exp.eq(exp.bin('card', 'string'), '4242'),
    exp.eq(exp.maps.getByKey(user, 'ann@x.org', { type: 'int' }), 17),
    exp.regex(exp.bin('name', 'string'), 'Ann'),
    exp.lists.getByValueList(tags, ['a', 'b'], { returnType: 'exists' }),
    exp.gt(exp.lists.size(tags, { context: [ctx.listValue('secret')] }), 3),
  )
  const text = printExpression(secret, { values: false })
  expect(text).toBe(
    '$.card == ? and $.user.{@?} == ? and $.name =~ /?/ and $.tags.[=?, ?].exists() and $.tags.[=?].listSize() > ?',
  )
})

it('writes as bytes what it has no words for', () => {
  // [127, int, cdt, [getByIndex, 0x40000, 0], bin]: no client's return type.
  const bytes = Buffer.concat([
    Buffer.from([0x95, 127, 2, 0, 0x93, 19, 0xce, 0, 4, 0, 0, 0]),
    Buffer.from([0x93, 81, 4, 0xa1, 0x6c]),
  ])
  const read = Expression.fromBytes(bytes)
  expect(String(read)).toBe(`expression(b64'${bytes.toString('base64')}')`)
  expect(printExpression(read, { values: false })).toBe('expression(?)')
})

it.each(['a\\/b', '/\\/', '\\\\/', '/'])('reads back the pattern %s', (pattern) => {
  const expression = exp.regex(exp.bin('a', 'string'), pattern)
  expect(ael.parse(String(expression)).toBase64()).toBe(expression.toBase64())
})

it('has a text for filters as deep within others as they can be', () => {
  let condition: Expression<'bool'> = exp.keyExists()
  const deeper = (): Expression<'bool'> => {
    const list = exp.selectByPath(exp.bin('l', 'list'), [ctx.allChildren(condition)])
    return exp.eq(exp.lists.size(list), 1)
  }
  while (condition.depth <= 500 - 10) condition = deeper()
  const text = String(condition)
  expect(ael.parse(text).toBase64()).toBe(condition.toBase64())
  expect(printExpression(condition, { values: false })).not.toContain('expression(')
  expect(deeper).toThrow('nested deeper than 500')
})

it('writes as bytes what other clients wrote longer, and its own words without the values', () => {
  const bytes = Buffer.from('9301cc0500', 'hex')
  const read = Expression.fromBytes(bytes)
  expect(String(read)).toBe(`expression(b64'${bytes.toString('base64')}')`)
  expect(ael.any.parse(String(read)).bytes).toEqual(bytes)
  expect(printExpression(read, { values: false })).toBe('? == ?')
})
