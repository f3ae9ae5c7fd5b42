import { exp, OrderedList, OrderedMap, type Value } from '../../../src/index.ts'
import { e, raw } from '../expressions.ts'
import { type Family, type OpData, on, type Step, type StepInto } from '../scenario.ts'

const SHOP = {
  items: [
    { name: 'pen', price: 2, tags: ['a', 'b'] },
    { name: 'ink', price: 12, tags: [] },
    { name: 'book', price: 30, tags: ['b'] },
  ],
  stock: new OrderedMap({ pen: 100, ink: 0, book: 7 }),
  sorted: new OrderedList([9, 3, 5]),
  title: 'shop',
}

/** The same without an order below the top: rewriting such a list kills servers of this version (cdt_select_apply in cdt.c). */
const OPEN: Value = { ...SHOP, sorted: [9, 3, 5] }

const cheap = exp.lt(exp.loopValue('int'), 10)
const RETURN_TYPES = ['tree', 'value', 'key', 'keyValue'] as const

const PATHS: Readonly<Record<string, readonly StepInto[]>> = {
  'one key': [['mapKey', 'title']],
  'a missing key': [['mapKey', 'nowhere']],
  'all children': [['allChildren']],
  'all grandchildren': [['allChildren'], ['allChildren']],
  'all children of a list': [['mapKey', 'items'], ['allChildren']],
  'one field of all': [['mapKey', 'items'], ['allChildren'], ['mapKey', 'price']],
  'a field that some have': [['mapKey', 'items'], ['allChildren'], ['mapKey', 'tags'], ['listIndex', 0]],
  'all of all': [['mapKey', 'items'], ['allChildren'], ['mapKey', 'tags'], ['allChildren']],
  'children that a filter takes': [
    ['mapKey', 'stock'],
    ['allChildren', cheap],
  ],
  'children that no filter takes': [
    ['mapKey', 'stock'],
    ['allChildren', exp.gt(exp.loopValue('int'), 1000)],
  ],
  'children by key': [
    ['mapKey', 'stock'],
    ['allChildren', exp.ge(exp.loopKey('string'), 'i')],
  ],
  'children by index': [
    ['mapKey', 'items'],
    ['allChildren', exp.lt(exp.loopIndex(), 2)],
    ['mapKey', 'name'],
  ],
  'children of a sorted list': [
    ['mapKey', 'sorted'],
    ['allChildren', cheap],
  ],
  'a filter that meets another type': [['allChildren', cheap]],
  'keys of a list': [
    ['mapKey', 'stock'],
    ['mapKeysIn', ['pen', 'book', 'none']],
  ],
  'no keys': [
    ['mapKey', 'stock'],
    ['mapKeysIn', []],
  ],
  'keys of what is no map': [
    ['mapKey', 'items'],
    ['mapKeysIn', ['a']],
  ],
  'a condition on one element': [
    ['mapKey', 'stock'],
    ['mapKey', 'ink'],
    ['andFilter', cheap],
  ],
  'a condition that is false': [
    ['mapKey', 'stock'],
    ['mapKey', 'pen'],
    ['andFilter', cheap],
  ],
  'a condition on keys of a list': [
    ['mapKey', 'stock'],
    ['mapKeysIn', ['pen', 'book']],
    ['andFilter', cheap],
  ],
  'by rank and index': [
    ['mapKey', 'items'],
    ['listRank', -1],
    ['mapKey', 'name'],
  ],
  'by map index': [
    ['mapKey', 'stock'],
    ['mapIndex', -1],
  ],
  'by value': [
    ['mapKey', 'sorted'],
    ['listValue', 5],
  ],
  'steps into text': [['mapKey', 'title'], ['allChildren']],
}

const selects = Object.fromEntries(
  Object.entries(PATHS).flatMap(([name, path]): [string, Step[]][] => [
    [
      `select ${name}`,
      on(
        { b: SHOP },
        ...RETURN_TYPES.map((returnType): OpData => ['ops.selectByPath', 'b', path, { returnType }]),
      ),
    ],
    [
      `select ${name}, without failing`,
      on(
        { b: SHOP },
        ...RETURN_TYPES.map((returnType): OpData => [
          'ops.selectByPath',
          'b',
          path,
          { returnType, noFail: true },
        ]),
      ),
    ],
    [
      `modify ${name}`,
      [
        ['put', { b: OPEN }],
        [
          'operate',
          [
            ['ops.modifyByPath', 'b', path, exp.val('new')],
            ['ops.read', 'b'],
          ],
        ],
        ['put', { b: OPEN }],
        [
          'operate',
          [
            ['ops.modifyByPath', 'b', path, exp.removeResult(), { noFail: true }],
            ['ops.read', 'b'],
          ],
        ],
      ],
    ],
  ]),
)

const change = e('add', exp.loopValue('int'), 1000)
const modifies: Record<string, Step[]> = {
  'modify by what is there': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['mapKey', 'stock'], ['allChildren']],
    change,
  ]),
  'modify what a filter takes': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [
      ['mapKey', 'stock'],
      ['allChildren', cheap],
    ],
    change,
  ]),
  'modify a sorted list': on({ b: new OrderedList([9, 3, 50]) }, [
    'ops.modifyByPath',
    'b',
    [['allChildren', cheap]],
    change,
  ]),
  'modify one field of all': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['mapKey', 'items'], ['allChildren'], ['mapKey', 'price']],
    change,
  ]),
  'modify another type': on(
    { b: OPEN },
    ['ops.modifyByPath', 'b', [['allChildren']], change],
    ['ops.modifyByPath', 'b', [['allChildren']], change, { noFail: true }],
  ),
  'modify by key': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['mapKey', 'stock'], ['allChildren']],
    exp.loopKey('string'),
  ]),
  'modify by index': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['mapKey', 'items'], ['allChildren']],
    exp.loopIndex(),
  ]),
  'remove some': [false, true].flatMap((noFail): Step[] =>
    on({ b: OPEN }, [
      'ops.modifyByPath',
      'b',
      [['mapKey', 'items'], ['allChildren']],
      e('cond', e('gt', exp.loopIndex(), 0), exp.removeResult(), e('unknown')),
      { noFail },
    ]),
  ),
  'remove or replace in one expression': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['mapKey', 'stock'], ['allChildren']],
    e('cond', e('gt', exp.loopValue('int'), 50), exp.removeResult(), exp.loopValue('int')),
  ]),
  'remove all': on({ b: OPEN }, ['ops.modifyByPath', 'b', [['allChildren']], exp.removeResult()]),
  'an expression that cannot tell': on(
    { b: OPEN },
    ['ops.modifyByPath', 'b', [['mapKey', 'stock'], ['allChildren']], e('unknown')],
    ['ops.modifyByPath', 'b', [['mapKey', 'stock'], ['allChildren']], e('unknown'), { noFail: true }],
  ),
  'an expression that is not understood': on({ b: OPEN }, [
    'ops.modifyByPath',
    'b',
    [['allChildren']],
    e('add', 1, 'x'),
  ]),
  'modify to a list and a map': on(
    { b: OPEN },
    ['ops.modifyByPath', 'b', [['mapKey', 'title']], exp.val([1, 2])],
    [
      'ops.modifyByPath',
      'b',
      [
        ['mapKey', 'stock'],
        ['mapKey', 'ink'],
      ],
      exp.val({ a: 1 }),
    ],
  ),
  'modify to nil': on({ b: OPEN }, ['ops.modifyByPath', 'b', [['mapKey', 'title']], exp.val(null)]),
  'modify and read in one call': [
    ['put', { b: OPEN }],
    [
      'operate',
      [
        ['ops.modifyByPath', 'b', [['mapKey', 'stock'], ['allChildren']], change],
        ['ops.selectByPath', 'b', [['mapKey', 'stock'], ['allChildren']]],
      ],
    ],
  ],
  'a bin that is missing': on(
    { a: 1 },
    ['ops.selectByPath', 'b', [['allChildren']]],
    ['ops.modifyByPath', 'b', [['allChildren']], exp.val(1)],
  ),
  'a bin of text': on(
    { b: 'x' },
    ['ops.selectByPath', 'b', [['allChildren']]],
    ['ops.modifyByPath', 'b', [['allChildren']], exp.val(1)],
  ),
  'a list at the top': on(
    { b: [1, [2, 3], { a: 4 }] },
    ['ops.selectByPath', 'b', [['allChildren']]],
    ['ops.selectByPath', 'b', [['allChildren'], ['allChildren']]],
    ['ops.selectByPath', 'b', [['allChildren', exp.eq(exp.loopIndex(), 1)]], { returnType: 'tree' }],
  ),
  'keys of list elements': on(
    { b: [1, 2] },
    ['ops.selectByPath', 'b', [['allChildren']], { returnType: 'key' }],
    ['ops.selectByPath', 'b', [['allChildren']], { returnType: 'keyValue' }],
  ),
  'the loop sees lists and maps': on(
    { b: [[1], [1, 2, 3], { a: 1 }] },
    ['ops.selectByPath', 'b', [['allChildren', exp.eq(exp.loopValue('list'), [1])]]],
    ['ops.selectByPath', 'b', [['allChildren', exp.eq(exp.loopValue('list'), [1])]], { noFail: true }],
  ),
  'a filter behind a choice by rank, which leaves the server at the end of the bin': on(
    { b: [{ a: 1, b: 2 }, [1]] },
    ...[false, true].flatMap((noFail): OpData[] =>
      [exp.gt(exp.loopValue('int'), 2), exp.eq(exp.loopIndex(), 0)].map((condition) => [
        'ops.selectByPath',
        'b',
        [
          ['allChildren', exp.or(condition, exp.eq(exp.loopIndex(), 0))],
          ['mapRank', -2],
        ],
        { noFail },
      ]),
    ),
  ),
  'a variable in a filter': on({ b: [1, 5, 9] }, [
    'ops.selectByPath',
    'b',
    [
      [
        'allChildren',
        e(
          'let',
          raw('x'),
          exp.loopValue('int'),
          e('and', e('gt', e('variable', raw('x')), 2), e('lt', e('variable', raw('x')), 8)),
        ),
      ],
    ],
  ]),
  'a bin in a filter': on({ b: [1, 5, 9], limit: 4 }, [
    'ops.selectByPath',
    'b',
    [['allChildren', exp.gt(exp.loopValue('int'), e('bin', 2, raw('limit')) as never)]],
  ]),
}

export const paths: Family = { name: 'paths', scenarios: { ...selects, ...modifies } }
