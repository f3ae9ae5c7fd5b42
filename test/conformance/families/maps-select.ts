import { INFINITY, OrderedMap, type Value, WILDCARD } from '../../../src/index.ts'
import { type Family, type OpData, on, type Step } from '../scenario.ts'

const RETURN_TYPES = [
  'none', 'index', 'reverseIndex', 'rank', 'reverseRank', 'count', 'key', 'value', 'keyValue', 'exists', 'unorderedMap', 'orderedMap',
] as const // prettier-ignore

const ENTRIES = new Map<Value, Value>([
  ['d', 4],
  ['b', 2],
  [5, 'text'],
  ['a', 4],
  ['e', null],
  [-3, [1, 2]],
  ['c', 2.5],
  [Buffer.from([1]), 0],
])

const MAPS: Readonly<Record<string, Value>> = {
  'an unordered map': ENTRIES,
  'a map ordered by key': new OrderedMap(ENTRIES),
  'a map ordered by key and value': new OrderedMap(ENTRIES, { order: 'keyValue' }),
  'a map with its index': new OrderedMap(ENTRIES, { persistIndex: true }),
}

const ONE: Readonly<Record<string, readonly unknown[]>> = { ByKey: ['b'], ByIndex: [2], ByRank: [3] }
const MANY: Readonly<Record<string, readonly unknown[]>> = {
  ByKeyList: [['d', 'a', 'zz', 5]],
  ByKeyRange: ['a', 'd'],
  ByKeyRelIndexRange: ['b', -1, 3],
  ByIndexRange: [1, 3],
  ByRankRange: [2, 3],
  ByValue: [4],
  ByValueList: [[4, 'text', 77]],
  ByValueRange: [2, 'z'],
  ByValueRelRankRange: [4, -1, 3],
}

type Verb = 'get' | 'remove'
function op(verb: Verb, name: string, args: readonly unknown[], options: object): OpData {
  return [`maps.${verb}${name}` as OpData[0], 'm', ...args, options]
}

function returnTypes(verb: Verb, name: string, args: readonly unknown[]): OpData[] {
  const inverted = name in MANY ? [false, true] : [false]
  return RETURN_TYPES.flatMap((returnType) =>
    inverted.map((invert) => op(verb, name, args, invert ? { returnType, inverted: true } : { returnType })),
  )
}

const SELECTIONS = Object.entries({ ...ONE, ...MANY })

function everyReturnType(where: string, map: Value): [string, Step[]][] {
  return SELECTIONS.flatMap(([name, args]): [string, Step[]][] => [
    [`get${name}, every return type: ${where}`, on({ m: map }, ...returnTypes('get', name, args))],
    [
      `remove${name}, every return type: ${where}`,
      returnTypes('remove', name, args).flatMap((operation): Step[] => [
        ['put', { m: map }],
        ['operate', [operation, ['maps.getByIndexRange', 'm', 0, undefined, { returnType: 'key' }]]],
      ]),
    ],
  ])
}

/** Arguments at the edges, on a map of eight. */
const EDGES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  ByKey: [['zz'], [''], [5], [-3], [Buffer.from([1])], [6]],
  ByIndex: [[0], [-1], [7], [8], [-8], [-9]],
  ByRank: [[0], [-1], [7], [8], [-9]],
  ByKeyList: [[[]], [['a', 'a']], [['zz']], [[5, -3, Buffer.from([1])]]],
  ByKeyRange: [
    [undefined, undefined],
    [undefined, 'c'],
    ['c', undefined],
    ['c', 'c'],
    ['d', 'a'],
    [-3, 5],
    [-100, 'b'],
    ['bb', 'zz'],
    ['a', INFINITY],
  ],
  ByKeyRelIndexRange: [
    ['b', 0, undefined],
    ['b', 2, undefined],
    ['bb', 0, 2],
    ['bb', -1, 1],
    ['zz', 0, 5],
    ['b', -20, 19],
    ['b', 20, undefined],
    [0, 0, 2],
  ],
  ByIndexRange: [
    [0, undefined],
    [-3, undefined],
    [6, 5],
    [8, 1],
    [-20, 14],
    [-20, 3],
    [3, 0],
  ],
  ByRankRange: [
    [0, undefined],
    [-3, undefined],
    [6, 5],
    [8, 1],
    [-20, 14],
    [3, 0],
  ],
  ByValue: [[77], [null], [[1, 2]], [[1, WILDCARD]], [WILDCARD], [INFINITY]],
  ByValueList: [[[]], [[4, 4]], [[null, [1, 2]]]],
  ByValueRange: [
    [undefined, undefined],
    [undefined, 4],
    [4, undefined],
    [4, 4],
    [9, 2],
    [null, INFINITY],
    [[1], [2]],
  ],
  ByValueRelRankRange: [
    [4, 0, undefined],
    [4, 2, undefined],
    [3, 0, 2],
    [3, -1, 1],
    [77, 0, undefined],
    [4, -20, 19],
    [4, 20, undefined],
  ],
}

function edges(where: string, map: Value): [string, Step[]][] {
  return Object.entries(EDGES).flatMap(([name, argLists]): [string, Step[]][] => {
    const ops = (verb: Verb): OpData[] =>
      argLists.map((args) => op(verb, name, args, { returnType: 'keyValue' }))
    return [
      [`get${name}, edges: ${where}`, on({ m: map }, ...ops('get'))],
      [
        `remove${name}, edges: ${where}`,
        ops('remove').flatMap((operation): Step[] => [
          ['put', { m: map }],
          ['operate', [operation, ['maps.size', 'm']]],
        ]),
      ],
    ]
  })
}

const ALL: readonly OpData[] = (['get', 'remove'] as const).flatMap((verb) =>
  SELECTIONS.flatMap(([name, args]) => [
    op(verb, name, args, { returnType: 'keyValue' }),
    op(verb, name, args, { returnType: 'count' }),
    op(verb, name, args, { returnType: 'exists' }),
  ]),
)

const plain: Record<string, Step[]> = {
  size: on({ m: ENTRIES, n: {} }, ['maps.size', 'm'], ['maps.size', 'n'], ['maps.size', 'none']),
  'every selection: no bin': on({ a: 1 }, ...ALL),
  'every selection: a list': on({ m: [1] }, ...ALL),
  'every selection: an empty map': on({ m: {} }, ...ALL),
  'every selection: an empty ordered map': on({ m: new OrderedMap({}) }, ...ALL),
  'by value with a wildcard inside': on(
    { m: { a: [1, 'x'], b: [1, 'y', 3], c: [2, 'x'] } },
    ['maps.getByValue', 'm', [1, WILDCARD], { returnType: 'key' }],
    ['maps.getByValue', 'm', [WILDCARD, 'x'], { returnType: 'key' }],
    ['maps.getByValueRange', 'm', [1, 'x'], [1, INFINITY], { returnType: 'key' }],
    ['maps.removeByValue', 'm', [1, WILDCARD], { returnType: 'count' }],
  ),
  'a map made step by step with its index by value': [
    ...on(
      { a: 1 },
      ['maps.create', 'm', { order: 'keyValue', persistIndex: true }],
      ['maps.putItems', 'm', ENTRIES],
    ),
    ...SELECTIONS.map(([name, args]): Step => [
      'operate',
      [op('get', name, args, { returnType: 'keyValue' })],
    ]),
    ...SELECTIONS.map(([name, args]): Step => [
      'operate',
      [op('remove', name, args, { returnType: 'keyValue' })],
    ]),
  ],
}

export const mapsSelect: Family = {
  name: 'maps-select',
  scenarios: Object.fromEntries([
    ...Object.entries(MAPS).flatMap(([where, map]) => [...everyReturnType(where, map), ...edges(where, map)]),
    ...Object.entries(plain),
  ]),
}
