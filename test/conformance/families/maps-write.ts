import { Double, OrderedMap, type Value } from '../../../src/index.ts'
import { each, type Family, type OpData, on, type Step } from '../scenario.ts'

const ENTRIES = { c: 3, a: 1, b: 2 }
const MAPS: Readonly<Record<string, Value>> = {
  'an unordered map': ENTRIES,
  'a map ordered by key': new OrderedMap(ENTRIES),
  'a map ordered by key and value': new OrderedMap(ENTRIES, { order: 'keyValue' }),
  'a map with its index': new OrderedMap(ENTRIES, { persistIndex: true }),
  'a list': [1],
}

const MODIFY: Readonly<Record<string, readonly OpData[]>> = {
  put: [
    ['maps.put', 'm', 'd', 4],
    ['maps.put', 'm', 'a', 'new'],
    ['maps.put', 'm', 'aa', null],
    ['maps.put', 'm', 7, [1]],
  ],
  'put create only': [
    ['maps.put', 'm', 'a', 9, { createOnly: true }],
    ['maps.put', 'm', 'a', 9, { createOnly: true, noFail: true }],
    ['maps.put', 'm', 'z', 9, { createOnly: true }],
  ],
  'put update only': [
    ['maps.put', 'm', 'z', 9, { updateOnly: true }],
    ['maps.put', 'm', 'z', 9, { updateOnly: true, noFail: true }],
    ['maps.put', 'm', 'a', 9, { updateOnly: true }],
  ],
  'put create only and update only': [
    ['maps.put', 'm', 'a', 9, { createOnly: true, updateOnly: true }],
    ['maps.put', 'm', 'z', 9, { createOnly: true, updateOnly: true }],
  ],
  'put items': [
    ['maps.putItems', 'm', { e: 5, d: 4, a: 0 }],
    ['maps.putItems', 'm', {}],
    [
      'maps.putItems',
      'm',
      new Map<Value, Value>([
        [1, 'x'],
        ['b', null],
      ]),
    ],
  ],
  'put items create only': [
    ['maps.putItems', 'm', { e: 5, a: 0 }, { createOnly: true }],
    ['maps.putItems', 'm', { e: 5, a: 0 }, { createOnly: true, noFail: true }],
    ['maps.putItems', 'm', { e: 5, a: 0, f: 6 }, { createOnly: true, noFail: true, partial: true }],
    ['maps.putItems', 'm', { g: 5, a: 0 }, { createOnly: true, partial: true }],
  ],
  'put items update only': [
    ['maps.putItems', 'm', { e: 5, a: 0 }, { updateOnly: true }],
    ['maps.putItems', 'm', { e: 5, a: 0 }, { updateOnly: true, noFail: true }],
    ['maps.putItems', 'm', { e: 5, a: 0 }, { updateOnly: true, noFail: true, partial: true }],
    ['maps.putItems', 'm', { a: 10, b: 20 }, { updateOnly: true }],
  ],
  'put an ordered map': [['maps.putItems', 'm', new OrderedMap({ z: 1, y: 2 })]],
  increment: [
    ['maps.increment', 'm', 'a'],
    ['maps.increment', 'm', 'b', 10],
    ['maps.increment', 'm', 'new', 5],
    ['maps.increment', 'm', 'c', 1.5],
  ],
  decrement: [
    ['maps.decrement', 'm', 'a'],
    ['maps.decrement', 'm', 'b', 10],
    ['maps.decrement', 'm', 'new', 5],
  ],
  clear: [
    ['maps.clear', 'm'],
    ['maps.clear', 'm'],
    ['maps.size', 'm'],
    ['maps.put', 'm', 'z', 1],
  ],
  'set order by key': [
    ['maps.setOrder', 'm', 'key'],
    ['maps.put', 'm', 'aa', 0],
  ],
  'set order by key and value': [
    ['maps.setOrder', 'm', 'keyValue'],
    ['maps.put', 'm', 'aa', 0],
    ['maps.getByRankRange', 'm', 0],
  ],
  'set no order': [
    ['maps.setOrder', 'm', 'unordered'],
    ['maps.put', 'm', 'aa', 0],
  ],
  'create over it': [
    ['maps.create', 'm'],
    ['maps.create', 'm', { order: 'key' }],
    ['maps.put', 'm', 'aa', 0],
  ],
  remove: [
    ['maps.removeByKey', 'm', 'a'],
    ['maps.removeByKey', 'm', 'a', { returnType: 'value' }],
    ['maps.removeByIndex', 'm', 0, { returnType: 'key' }],
    ['maps.size', 'm'],
  ],
}

const modify = Object.fromEntries(
  Object.entries(MODIFY).flatMap(([operation, operations]): [string, Step[]][] => [
    ...Object.entries(MAPS).map(([where, map]): [string, Step[]] => [
      `${operation}: ${where}`,
      on({ m: map }, ...operations),
    ]),
    [`${operation}: no bin`, on({ other: 1 }, ...operations)],
  ]),
)

const ORDERS = ['unordered', 'key', 'keyValue'] as const
const create = Object.fromEntries(
  ORDERS.flatMap((order) =>
    [false, true].flatMap((persistIndex): [string, Step[]][] => {
      const options = { order, persistIndex }
      const name = `${order}${persistIndex ? ' with its index' : ''}`
      const look: OpData[] = [
        ['maps.put', 'm', 'b', 0],
        ['maps.put', 'm', 'a', 7],
        ['maps.getByRankRange', 'm', 0, 2, { returnType: 'key' }],
        ['maps.getByIndexRange', 'm', 0, 2, { returnType: 'key' }],
        ['maps.getByValue', 'm', 7, { returnType: 'rank' }],
        ['maps.removeByKey', 'm', 'b', { returnType: 'index' }],
      ]
      return [
        [`put creates ${name}`, each(['maps.put', 'm', 'c', 3, options], ...look)],
        [`put items creates ${name}`, each(['maps.putItems', 'm', ENTRIES, options], ...look)],
        [`increment creates ${name}`, each(['maps.increment', 'm', 'c', 3, options], ...look)],
        [`create makes ${name}`, each(['maps.create', 'm', options], ...look)],
        [`the order stays where ${name} is asked`, on({ m: ENTRIES }, ['maps.put', 'm', 'aa', 1, options])],
        [
          `set order to ${name}`,
          on({ m: ENTRIES }, ['maps.setOrder', 'm', order, { persistIndex }], ...look),
        ],
      ]
    }),
  ),
)

const KEYS: readonly Value[] = [
  'b',
  'a',
  '',
  'ab',
  10,
  9,
  -1,
  2n ** 62n,
  Buffer.from([1]),
  Buffer.alloc(0),
  Buffer.from([1, 0]),
]
const keys: Record<string, Step[]> = {
  'keys of every type, unordered': each(...KEYS.map((key, i): OpData => ['maps.put', 'm', key, i]), [
    'maps.getByIndexRange',
    'm',
    0,
    undefined,
    { returnType: 'key' },
  ]),
  'keys of every type, ordered': each(
    ...KEYS.map((key, i): OpData => ['maps.put', 'm', key, i, { order: 'key' }]),
  ),
  'keys of every type are found again': on(
    { m: new Map(KEYS.map((key, i): [Value, Value] => [key, i])) },
    ...KEYS.map((key): OpData => ['maps.getByKey', 'm', key]),
    ['maps.getByKeyList', 'm', KEYS, { returnType: 'index' }],
  ),
  'values of every type in rank order': on(
    { m: { a: 1.5, b: [1], c: null, d: 'x', e: true, f: { x: 1 }, g: Buffer.from([1]), h: -3 } },
    ['maps.getByRankRange', 'm', 0, undefined, { returnType: 'key' }],
    ['maps.getByRank', 'm', -1],
  ),
  'equal values rank in the order of keys': on(
    { m: new OrderedMap({ d: 1, b: 1, c: 0, a: 1 }) },
    ['maps.getByRankRange', 'm', 0, undefined, { returnType: 'keyValue' }],
    ['maps.getByValue', 'm', 1, { returnType: 'rank' }],
    ['maps.getByValue', 'm', 1, { returnType: 'index' }],
  ),
}

const numbers: Record<string, Step[]> = {
  'increment doubles': on(
    { m: { a: 1.5, b: 1 } },
    ['maps.increment', 'm', 'a', 1],
    ['maps.increment', 'm', 'a', 0.25],
    ['maps.increment', 'm', 'b', new Double(2)],
    ['maps.decrement', 'm', 'a', 0.5],
  ),
  'increment what is no number': on(
    { m: { a: 'x', b: null, c: [1] } },
    ['maps.increment', 'm', 'a'],
    ['maps.increment', 'm', 'b'],
    ['maps.increment', 'm', 'c'],
    ['maps.decrement', 'm', 'a'],
  ),
  'increment beyond the limits': on(
    { m: { a: 2n ** 63n - 1n, b: -(2n ** 63n) } },
    ['maps.increment', 'm', 'a'],
    ['maps.decrement', 'm', 'b'],
  ),
}

const large: Record<string, Step[]> = {
  'a large map': [
    [
      'operate',
      [['maps.putItems', 'm', new Map(Array.from({ length: 2000 }, (_, i) => [(i * 7919) % 2003, i]))]],
    ],
    ...each(
      ['maps.size', 'm'],
      ['maps.getByKey', 'm', 1000],
      ['maps.getByIndexRange', 'm', 100, 3],
      ['maps.getByRankRange', 'm', -2, 2, { returnType: 'keyValue' }],
      ['maps.getByKeyRange', 'm', 10, 14],
      ['maps.removeByValueRange', 'm', 5, undefined, { returnType: 'count' }],
    ),
  ],
  'a large ordered map with its index': [
    [
      'operate',
      [
        [
          'maps.putItems',
          'm',
          new Map(Array.from({ length: 2000 }, (_, i) => [`key${(i * 7919) % 2003}`, i])),
          { order: 'keyValue', persistIndex: true },
        ],
      ],
    ],
    ...each(
      ['maps.put', 'm', 'key', 7],
      ['maps.getByKey', 'm', 'key1000'],
      ['maps.getByValue', 'm', 7, { returnType: 'key' }],
      ['maps.getByRankRange', 'm', 100, 3, { returnType: 'key' }],
      ['maps.removeByIndexRange', 'm', 5, undefined, { returnType: 'count' }],
    ),
  ],
}

export const mapsWrite: Family = {
  name: 'maps-write',
  scenarios: { ...modify, ...create, ...keys, ...numbers, ...large },
}
