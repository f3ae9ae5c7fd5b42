import { OrderedList, OrderedMap, type Value } from '../../../src/index.ts'
import { each, type Family, type OpData, on, type Step, type StepInto } from '../scenario.ts'

const NESTED: Value = {
  list: [3, 1, [20, 10], { x: 1, y: 2 }],
  map: new OrderedMap({ b: [1, 2], a: { deep: [7, 8, 9] }, c: 'text' }),
  sorted: new OrderedList([5, 1, 9]),
  text: 'x',
  none: null,
}

/** Every kind of step, to what is there and to what is not. */
const PATHS: Readonly<Record<string, readonly StepInto[]>> = {
  'map key': [['mapKey', 'list']],
  'missing map key': [['mapKey', 'nowhere']],
  'map key of text': [['mapKey', 'text']],
  'map key of nil': [['mapKey', 'none']],
  'map index': [['mapIndex', 0]],
  'last map index': [['mapIndex', -1]],
  'map index beyond the end': [['mapIndex', 9]],
  'map rank': [['mapRank', 2]],
  'map rank beyond the end': [['mapRank', -9]],
  'map value': [['mapValue', [3, 1, [20, 10], { x: 1, y: 2 }]]],
  'missing map value': [['mapValue', 'nothing']],
  'list index': [
    ['mapKey', 'list'],
    ['listIndex', 2],
  ],
  'last list index': [
    ['mapKey', 'list'],
    ['listIndex', -1],
  ],
  'list index beyond the end': [
    ['mapKey', 'list'],
    ['listIndex', 9],
  ],
  'list rank': [
    ['mapKey', 'list'],
    ['listRank', 2],
  ],
  'list rank beyond the end': [
    ['mapKey', 'list'],
    ['listRank', -9],
  ],
  'list value': [
    ['mapKey', 'list'],
    ['listValue', [20, 10]],
  ],
  'missing list value': [
    ['mapKey', 'list'],
    ['listValue', 'nothing'],
  ],
  'a sorted list': [['mapKey', 'sorted']],
  'three steps': [
    ['mapKey', 'map'],
    ['mapKey', 'a'],
    ['mapKey', 'deep'],
  ],
  'a list step into a map': [['listIndex', 0]],
  'a map step into a list': [
    ['mapKey', 'list'],
    ['mapKey', 'a'],
  ],
  'a step into text': [
    ['mapKey', 'text'],
    ['listIndex', 0],
  ],
  'a wide way': [
    ['mapKey', 'map'],
    ['mapIndex', 0],
    ['mapRank', 0],
    ['listRank', -1],
  ],
}

const reach = Object.fromEntries(
  Object.entries(PATHS).flatMap(([name, context]): [string, Step[]][] => [
    [
      `read through ${name}`,
      on(
        { b: NESTED },
        ['lists.size', 'b', { context }],
        ['lists.get', 'b', 0, { context }],
        ['lists.getByRank', 'b', -1, { returnType: 'value', context }],
        ['maps.size', 'b', { context }],
        ['maps.getByIndex', 'b', 0, { returnType: 'key', context }],
        ['maps.getByKey', 'b', 'x', { context }],
      ),
    ],
    [
      `change through ${name}`,
      on(
        { b: NESTED },
        ['lists.append', 'b', 99, { context }],
        ['lists.insert', 'b', 0, 'first', { context }],
        ['lists.remove', 'b', -1, { context }],
        ['lists.sort', 'b', { context }],
        ['maps.put', 'b', 'new', 1, { context }],
        ['maps.increment', 'b', 'x', 5, { context }],
        ['maps.removeByKey', 'b', 'new', { returnType: 'value', context }],
      ),
    ],
  ]),
)

const LIST_CREATE = ['unordered', 'ordered'] as const
const MAP_CREATE = ['unordered', 'key', 'keyValue'] as const

const creating: Record<string, Step[]> = {
  ...Object.fromEntries(
    MAP_CREATE.flatMap((create): [string, Step[]][] => [
      [
        `a map key creates a map, ${create}`,
        each(
          ['maps.put', 'b', 'z', 1, { context: [['mapKey', 'new', { create }]] }],
          ['maps.put', 'b', 'a', 2, { context: [['mapKey', 'new', { create }]] }],
          ['maps.getByIndex', 'b', 0, { returnType: 'key', context: [['mapKey', 'new']] }],
        ),
      ],
      [
        `two map keys create, ${create}`,
        on({ b: { old: 1 } }, [
          'maps.put',
          'b',
          'z',
          1,
          {
            context: [
              ['mapKey', 'one', { create }],
              ['mapKey', 'two', { create }],
            ],
          },
        ]),
      ],
      [
        `a created map with its index, ${create}`,
        each(
          ['maps.put', 'b', 'z', 1, { context: [['mapKey', 'new', { create, persistIndex: true }]] }],
          ['maps.putItems', 'b', { y: 2, x: 1 }, { context: [['mapKey', 'new']] }],
          ['maps.size', 'b'],
        ),
      ],
      [
        `a list operation where a map key creates, ${create}`,
        each(
          ['lists.append', 'b', 1, { context: [['mapKey', 'new', { create }]] }],
          [
            'lists.append',
            'b',
            1,
            {
              context: [
                ['mapKey', 'new', { create }],
                ['mapKey', 'in', { create }],
              ],
            },
          ],
        ),
      ],
      [
        `maps.create through a context, ${create}`,
        on(
          { b: { old: 1 } },
          ['maps.create', 'b', { order: create, context: [['mapKey', 'new']] }],
          ['maps.put', 'b', 'z', 1, { context: [['mapKey', 'new']] }],
        ),
      ],
      [
        `maps.setOrder through a context, ${create}`,
        on({ b: { m: { b: 1, a: 2 } } }, ['maps.setOrder', 'b', create, { context: [['mapKey', 'm']] }]),
      ],
    ]),
  ),
  ...Object.fromEntries(
    LIST_CREATE.flatMap((create): [string, Step[]][] => [
      [
        `a list index creates a list, ${create}`,
        each(
          ['lists.append', 'b', 3, { context: [['listIndex', 0, { create }]] }],
          ['lists.append', 'b', 1, { context: [['listIndex', 0, { create }]] }],
          ['lists.append', 'b', 2, { context: [['listIndex', 1, { create }]] }],
          ['lists.append', 'b', 2, { context: [['listIndex', 9, { create }]] }],
        ),
      ],
      [
        `a created list with its index, ${create}`,
        each(['lists.append', 'b', 3, { context: [['listIndex', 0, { create, persistIndex: true }]] }]),
      ],
      [
        `two list indexes create, ${create}`,
        on({ b: [[1]] }, [
          'lists.append',
          'b',
          3,
          {
            context: [
              ['listIndex', 1, { create }],
              ['listIndex', 0, { create }],
            ],
          },
        ]),
      ],
      [
        `a map key and a list index create, ${create}`,
        each([
          'lists.append',
          'b',
          3,
          {
            context: [
              ['mapKey', 'm', { create: 'key' }],
              ['listIndex', 0, { create }],
            ],
          },
        ]),
      ],
      [
        `lists.create through a context, ${create}`,
        on(
          { b: [[1]] },
          ['lists.create', 'b', { order: create, context: [['listIndex', 1]] }],
          ['lists.append', 'b', 2, { context: [['listIndex', 1]] }],
        ),
      ],
      [
        `lists.create through a context beyond the end, ${create}`,
        on({ b: [[1]] }, ['lists.create', 'b', { order: create, context: [['listIndex', 4]] }]),
      ],
      [
        `lists.setOrder through a context, ${create}`,
        on(
          { b: [[3, 1, 2]] },
          ['lists.setOrder', 'b', create, { context: [['listIndex', 0]] }],
          ['lists.append', 'b', 0, { context: [['listIndex', 0]] }],
        ),
      ],
    ]),
  ),
  'a padding list index': each([
    'lists.append',
    'b',
    3,
    { context: [['listIndex', 3, { create: 'unordered', pad: true }]] },
  ]),
  'lists.create pads': on({ b: [[1]] }, ['lists.create', 'b', { pad: true, context: [['listIndex', 4]] }]),
  'a missing list below a map key': each(
    ['lists.append', 'b', 1, { context: [['mapKey', 'a', { create: 'key' }]] }],
    ['lists.create', 'b', { context: [['mapKey', 'a', { create: 'key' }]] }],
    ['lists.append', 'b', 1, { context: [['mapKey', 'a']] }],
  ),
  'creating steps create nothing for a read': on(
    { a: 1 },
    ['maps.size', 'b', { context: [['mapKey', 'new', { create: 'key' }]] }],
    ['lists.size', 'b', { context: [['listIndex', 0, { create: 'ordered' }]] }],
  ),
  'creating steps leave what is there': on({ b: { m: { z: 1 } } }, [
    'maps.put',
    'b',
    'a',
    1,
    { context: [['mapKey', 'm', { create: 'key' }]] },
  ]),
  'nothing is created when the operation fails': on(
    { b: {} },
    ['lists.pop', 'b', 0, { context: [['mapKey', 'new', { create: 'key' }]] }],
    ['maps.removeByKey', 'b', 'x', { returnType: 'value', context: [['mapKey', 'new', { create: 'key' }]] }],
  ),
}

const missing: OpData[] = [
  ['lists.size', 'b', { context: [['listIndex', 0]] }],
  ['lists.append', 'b', 1, { context: [['listIndex', 0]] }],
  ['maps.put', 'b', 'a', 1, { context: [['mapKey', 'x']] }],
  ['maps.getByKey', 'b', 'a', { context: [['mapKey', 'x']] }],
  ['maps.removeByKey', 'b', 'a', { context: [['mapKey', 'x']] }],
]
const others: Record<string, Step[]> = {
  'through a missing bin': on({ a: 1 }, ...missing),
  'through text': on({ b: 'text' }, ...missing),
  'through an empty list': on({ b: [] }, ...missing),
  'through an empty map': on({ b: {} }, ...missing),
  'an empty context is the bin': on({ b: [1] }, ['lists.append', 'b', 2, { context: [] }]),
  'in an ordered map, by every way': on(
    { b: new OrderedMap({ k1: [1], k2: [2], k3: [0] }) },
    ['lists.append', 'b', 10, { context: [['mapIndex', 1]] }],
    ['lists.append', 'b', 20, { context: [['mapRank', 0]] }],
    ['lists.append', 'b', 30, { context: [['mapKey', 'k1']] }],
    ['lists.append', 'b', 40, { context: [['mapValue', [2, 10]]] }],
    ['maps.getByRankRange', 'b', 0, undefined, { returnType: 'key' }],
  ),
  'in an ordered list the element moves': on(
    { b: new OrderedList([[1], [5], [9]]) },
    ['lists.set', 'b', 0, 7, { context: [['listIndex', 0]] }],
    ['lists.append', 'b', 0, { context: [['listRank', -1]] }],
  ),
  'in a map with its index': on(
    { b: new OrderedMap({ a: [1], c: [3], b: [2] }, { persistIndex: true }) },
    ['lists.append', 'b', 5, { context: [['mapKey', 'b']] }],
    ['lists.clear', 'b', { context: [['mapIndex', 2]] }],
    ['maps.getByRankRange', 'b', 0, undefined, { returnType: 'key' }],
  ),
  'several operations through contexts in one call': [
    ['put', { b: NESTED }],
    [
      'operate',
      [
        [
          'lists.append',
          'b',
          1,
          {
            context: [
              ['mapKey', 'list'],
              ['listIndex', 2],
            ],
          },
        ],
        [
          'maps.put',
          'b',
          'z',
          26,
          {
            context: [
              ['mapKey', 'list'],
              ['listIndex', 3],
            ],
          },
        ],
        [
          'lists.popRange',
          'b',
          1,
          2,
          {
            context: [
              ['mapKey', 'map'],
              ['mapKey', 'a'],
              ['mapKey', 'deep'],
            ],
          },
        ],
        [
          'lists.size',
          'b',
          {
            context: [
              ['mapKey', 'list'],
              ['listIndex', 2],
            ],
          },
        ],
        ['maps.size', 'b'],
      ],
    ],
  ],
  'deep down': [
    ['put', { b: [[[[[[[[[[1]]]]]]]]]] }],
    [
      'operate',
      [['lists.append', 'b', 2, { context: Array.from({ length: 9 }, (): StepInto => ['listIndex', 0]) }]],
    ],
    [
      'operate',
      [['lists.append', 'b', 2, { context: Array.from({ length: 10 }, (): StepInto => ['listIndex', 0]) }]],
    ],
  ],
}

export const contexts: Family = { name: 'contexts', scenarios: { ...reach, ...creating, ...others } }
