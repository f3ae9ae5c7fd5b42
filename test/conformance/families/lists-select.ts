import { Double, INFINITY, OrderedList, type Value, WILDCARD } from '../../../src/index.ts'
import { type Family, type OpData, on, type Step } from '../scenario.ts'

const RETURN_TYPES = [
  'none',
  'index',
  'reverseIndex',
  'rank',
  'reverseRank',
  'count',
  'value',
  'exists',
] as const
const ITEMS: readonly Value[] = [4, 2, 'b', 4, null, 9, 2.5, 'a', [1, 2], 0]

const LISTS: Readonly<Record<string, Value>> = {
  'an unordered list': ITEMS,
  'an ordered list': new OrderedList(ITEMS),
  'an ordered list with its index': new OrderedList(ITEMS, { persistIndex: true }),
}

/** The selections of one element, and of many, which can be inverted. */
const ONE: Readonly<Record<string, readonly unknown[]>> = { ByIndex: [2], ByRank: [1] }
const MANY: Readonly<Record<string, readonly unknown[]>> = {
  ByIndexRange: [2, 3],
  ByRankRange: [1, 3],
  ByValue: [4],
  ByValueList: [[4, 'a', 77]],
  ByValueRange: [2, 'b'],
  ByValueRelRankRange: [4, -1, 3],
}

type Verb = 'get' | 'remove'
function op(verb: Verb, name: string, args: readonly unknown[], options: object): OpData {
  return [`lists.${verb}${name}` as OpData[0], 'l', ...args, options]
}

/** Every return type of every selection, plain and inverted. */
function returnTypes(
  verb: Verb,
  name: string,
  args: readonly unknown[],
  inverted: readonly boolean[],
): OpData[] {
  return RETURN_TYPES.flatMap((returnType) =>
    inverted.map((invert) => op(verb, name, args, invert ? { returnType, inverted: true } : { returnType })),
  )
}

function reading(where: string, list: Value): [string, Step[]][] {
  return [
    ...Object.entries(ONE).map(([name, args]): [string, Step[]] => [
      `get${name}, every return type: ${where}`,
      on({ l: list }, ...returnTypes('get', name, args, [false])),
    ]),
    ...Object.entries(MANY).map(([name, args]): [string, Step[]] => [
      `get${name}, every return type: ${where}`,
      on({ l: list }, ...returnTypes('get', name, args, [false, true])),
    ]),
  ]
}

/** Each removal starts from the whole list. */
function removing(where: string, list: Value): [string, Step[]][] {
  const steps = (operations: readonly OpData[]): Step[] =>
    operations.flatMap((operation): Step[] => [
      ['put', { l: list }],
      ['operate', [operation, ['ops.read', 'l']]],
    ])
  return [
    ...Object.entries(ONE).map(([name, args]): [string, Step[]] => [
      `remove${name}, every return type: ${where}`,
      steps(returnTypes('remove', name, args, [false])),
    ]),
    ...Object.entries(MANY).map(([name, args]): [string, Step[]] => [
      `remove${name}, every return type: ${where}`,
      steps(returnTypes('remove', name, args, [false, true])),
    ]),
  ]
}

/** Arguments at the edges, on a list of ten. */
const EDGES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  ByIndex: [[0], [-1], [9], [10], [-10], [-11]],
  ByRank: [[0], [-1], [9], [10], [-11]],
  ByIndexRange: [[0], [-3], [8, 5], [10, 1], [-20, 12], [-20, 3], [3, 0]],
  ByRankRange: [[0], [-3], [8, 5], [10, 1], [-20, 12], [3, 0]],
  ByValue: [[77], [null], [[1, 2]], [[1, WILDCARD]], [[WILDCARD]], [WILDCARD], [INFINITY], [new Double(4)]],
  ByValueList: [[[]], [[4, 4]], [[WILDCARD]], [[null, [1, 2]]]],
  ByValueRange: [
    [undefined, undefined],
    [undefined, 4],
    [4, undefined],
    [4, 4],
    [9, 2],
    [null, INFINITY],
    ['a', INFINITY],
    [[1], [2]],
    [
      [1, null],
      [1, INFINITY],
    ],
  ],
  ByValueRelRankRange: [
    [4, 0],
    [4, 2],
    [3, 0, 2],
    [3, -1, 1],
    [77, 0],
    [4, -20, 19],
    [4, 20],
    [null, 0, 1],
  ],
}

/** How many arguments come before the options. */
function arity(name: string): number {
  if (name === 'ByValueRelRankRange') return 3
  return name.endsWith('Range') ? 2 : 1
}

function edges(where: string, list: Value): [string, Step[]][] {
  return Object.entries(EDGES).flatMap(([name, argLists]): [string, Step[]][] => {
    const ops = (verb: Verb): OpData[] =>
      argLists.map((args) => {
        const missing = Array.from({ length: arity(name) - args.length }, () => undefined)
        return op(verb, name, [...args, ...missing], { returnType: 'value' })
      })
    return [
      [`get${name}, edges: ${where}`, on({ l: list }, ...ops('get'))],
      [
        `remove${name}, edges: ${where}`,
        ops('remove').flatMap((operation): Step[] => [
          ['put', { l: list }],
          ['operate', [operation, ['lists.size', 'l']]],
        ]),
      ],
    ]
  })
}

const ALL: readonly OpData[] = (['get', 'remove'] as const).flatMap((verb) => [
  ...Object.entries({ ...ONE, ...MANY }).map(([name, args]) => op(verb, name, args, { returnType: 'value' })),
  ...Object.entries({ ...ONE, ...MANY }).map(([name, args]) => op(verb, name, args, { returnType: 'count' })),
])

const plain: Record<string, Step[]> = {
  'size, get and get range': on(
    { l: ITEMS },
    ['lists.size', 'l'],
    ['lists.get', 'l', 0],
    ['lists.get', 'l', -1],
    ['lists.get', 'l', 10],
    ['lists.get', 'l', -11],
    ['lists.getRange', 'l', 2, 3],
    ['lists.getRange', 'l', -2],
    ['lists.getRange', 'l', 20],
    ['lists.getRange', 'l', -20, 12],
  ),
  'size, get and get range: an ordered list': on(
    { l: new OrderedList(ITEMS) },
    ['lists.size', 'l'],
    ['lists.get', 'l', 0],
    ['lists.get', 'l', -1],
    ['lists.getRange', 'l', 2, 3],
  ),
  'size, get and get range: no bin': on(
    { a: 1 },
    ['lists.size', 'l'],
    ['lists.get', 'l', 0],
    ['lists.getRange', 'l', 0],
  ),
  'size, get and get range: a map': on(
    { l: { a: 1 } },
    ['lists.size', 'l'],
    ['lists.get', 'l', 0],
    ['lists.getRange', 'l', 0],
  ),
  'every selection: no bin': on({ a: 1 }, ...ALL),
  'every selection: a map': on({ l: { a: 1 } }, ...ALL),
  'every selection: an empty list': on({ l: [] }, ...ALL),
  'every selection: an empty ordered list': on({ l: new OrderedList([]) }, ...ALL),
  'every selection: a list of equals': on({ l: [4, 4, 4, 4] }, ...ALL.slice(0, 16)),
  'by value with a wildcard inside': on(
    {
      l: [
        [1, 'a'],
        [1, 'b', 3],
        [2, 'a'],
        ['x', [1, 'a']],
      ],
    },
    ['lists.getByValue', 'l', [1, WILDCARD]],
    ['lists.getByValue', 'l', [WILDCARD, 'a']],
    ['lists.getByValue', 'l', [1, 'b', WILDCARD]],
    ['lists.getByValueRange', 'l', [1, 'a'], [1, INFINITY]],
    ['lists.removeByValue', 'l', [1, WILDCARD], { returnType: 'index' }],
  ),
}

export const listsSelect: Family = {
  name: 'lists-select',
  scenarios: Object.fromEntries([
    ...Object.entries(LISTS).flatMap(([where, list]) => [
      ...reading(where, list),
      ...removing(where, list),
      ...edges(where, list),
    ]),
    ...Object.entries(plain),
  ]),
}
