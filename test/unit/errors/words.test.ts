import { describe, expect, it } from 'vitest'
import { ael } from '../../../src/ael.ts'
import { quoteName, quoteWord, sortOf } from '../../../src/errors/index.ts'
import { packDocument } from '../../../src/documents.ts'
import { infoValue } from '../../../src/execute/info.ts'
import { bits, ctx, exp, filter, Key, lists, maps, ops, OrderedMap, where } from '../../../src/index.ts'
import { resolveOptions } from '../../../src/policy/table.ts'

it.each<[unknown, string]>([
  ['4242', 'text'],
  [42, 'a whole number'],
  [4.2, 'a fraction'],
  [NaN, 'NaN'],
  [-Infinity, 'infinity'],
  [42n, 'a bigint'],
  [true, 'a boolean'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[42], 'an array'],
  [{ a: 42 }, 'an object'],
  [() => 42, 'a function'],
  [Symbol('42'), 'a symbol'],
])('says what %s is, and not which', (value, sort) => {
  expect(sortOf(value)).toBe(sort)
})

it('shows names, but no more of them than helps', () => {
  expect(quoteName('a "b"')).toBe(String.raw`"a \"b\""`)
  expect(quoteName('x'.repeat(64))).toBe(`"${'x'.repeat(64)}"`)
  expect(quoteName('x'.repeat(65))).toBe(`"${'x'.repeat(64)}…"`)
  expect(quoteWord(42)).toBe('a whole number')
})

const LONG = 'n'.repeat(100_000)
const list = exp.bin('l', 'list')
const map = exp.bin('m', 'map')

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return String(error)
  }
  throw new Error('nothing was thrown')
}

const NAMES: Readonly<Record<string, () => unknown>> = {
  'a bin': () => exp.bin(LONG, 'int'),
  'a bin of an operation': () => ops.read(LONG),
  'a bin of where': () => where<Record<string, number>>((b) => (b[LONG] as (typeof b)['a']).eq(1)),
  'a set': () => new Key('test', LONG, 1),
  'a namespace': () => new Key(LONG, 'set', 1),
  'an option': () => lists.append('l', 1, { [LONG]: true }),
  'an option of an expression': () => exp.lists.append(list, 1, { [LONG]: true }),
  'a word': () => exp.lists.getByIndexRange(list, 0, 1, { returnType: LONG as never }),
  'a type': () => exp.bin('a', LONG as never),
  'a variable': () => exp.var(`${LONG} `, 'int'),
  'a variable that nothing names': () => exp.var(LONG, 'int').bytes,
  'a variable that stands twice': () => exp.let({ [LONG]: 1 }, exp.let({ [LONG]: 1 }, exp.val(1))),
  'a variable of another type': () => exp.let({ [LONG]: 'a' }, exp.add(exp.var(LONG, 'int'), 1)),
  'an index': () => filter.equal({ index: LONG }, 1),
  'a word of a text': () => ael.parse(LONG),
  'a function of a text': () => ael.parse(`${LONG}(1)`),
  'a function behind a path': () => ael.parse(`$.a.${LONG}()`),
  'a placeholder': () => ael.parse(`$.a == ?${LONG}`, {}),
  'a value without a placeholder': () => ael.parse('$.a == 1', { [LONG]: 1 }),
  'a variable of a text': () => ael.parse(`\${${LONG}} == 1`),
  'a number of a text': () => ael.parse(`$.a == ${'9'.repeat(100_000)}`),
  'a literal of a text': () => ael.parse(`$.a == 1 '${LONG}'`),
}

describe('errors do not repeat at length', () => {
  it.each(Object.entries(NAMES))('%s', (_, run) => {
    expect(messageOf(run).length).toBeLessThan(1_000)
  })
})

const SECRET = 4242424242
const SECRETS: Readonly<Record<string, () => unknown>> = {
  'an index': () => exp.lists.getByIndex(list, SECRET + 0.5, { type: 'int' }),
  'a count': () => exp.lists.getByIndexRange(list, 0, -SECRET),
  'text for an index': () => lists.get('l', String(SECRET) as never),
  'a step': () => ctx.listIndex(String(SECRET) as never),
  'an amount': () => lists.increment('l', 0, String(SECRET) as never),
  bytes: () => bits.set('b', 0, 8, String(SECRET) as never),
  items: () => lists.appendItems('l', String(SECRET) as never),
  entries: () => maps.putItems('m', String(SECRET) as never),
  'an integer': () => exp.int(String(SECRET) as never),
  'an integer beyond 64 bits': () => exp.int(BigInt(SECRET) ** 3n),
  'a left side': () => exp.eq(SECRET as never, 1),
  'a pattern': () => exp.regex('a', SECRET as never),
  'a list': () => exp.lists.size(SECRET as never),
  'a modulus': () => exp.digestModulo(SECRET * 10),
  'an option': () => exp.lists.append(list, 1, { unique: SECRET as never }),
  options: () => exp.maps.put(map, 'a', 1, SECRET as never),
  'a text': () => ael.parse(SECRET as never),
  'a value of a placeholder': () => ael.parse('$.a + 1 > ?0', [String(SECRET)]),
  'options of a call': () => resolveOptions({}, {}, String(SECRET) as never, 'get'),
  'a name of a command': () => infoValue('name', SECRET),
  'the key of an object': () => lists.append('l', { [SECRET]: { [`k${SECRET}`]: undefined as never } }),
  'the key of a Map': () => lists.append('l', new Map([[SECRET, undefined as never]])),
  'the key of an ordered map': () => maps.put('m', 1, new OrderedMap({ [SECRET]: [undefined as never] })),
  'a key that cannot be one': () => maps.put('m', 1, new Map([[SECRET + 0.5, 1]])),
  'a key of a literal': () => exp.val({ [SECRET]: undefined as never }),
  'a key of a placeholder': () => ael.parse('$.m == ?0', [{ [SECRET]: undefined as never }]),
  'the key of a Map in a document': () => packDocument(new Map([[String(SECRET), [() => 1]]])),
}

describe('errors do not show', () => {
  it.each(Object.entries(SECRETS))('%s', (_, run) => {
    expect(messageOf(run)).not.toContain('42424242')
  })
})
