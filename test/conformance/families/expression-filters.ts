import { exp, type Expression } from '../../../src/index.ts'
import type { Family, OpData, Step } from '../scenario.ts'

// A filter on everything that can carry one: what passes, what does not, and what cannot be told; with and without a record.

const FILTERS: Readonly<Record<string, Expression<'bool'>>> = {
  'that passes': exp.eq(exp.bin('i', 'int'), 7),
  'that does not pass': exp.gt(exp.bin('i', 'int'), 7),
  'that cannot be told': exp.eq(exp.bin('none', 'int'), 7),
  'of metadata that does not pass': exp.eq(exp.setName(), 'other'),
}

const run = "local m = {} \n function change(r) r['i'] = 8 aerospike:update(r) return 1 end"

type Make = (filterExpression: Expression) => Step

const CALLS: Readonly<Record<string, Make>> = {
  get: (filterExpression) => ['get', { filterExpression }],
  'get of bins': (filterExpression) => ['get', { filterExpression, bins: ['i'] }],
  exists: (filterExpression) => ['exists', { filterExpression }],
  metadata: (filterExpression) => ['metadata', { filterExpression }],
  put: (filterExpression) => ['put', { i: 8 }, { filterExpression }],
  add: (filterExpression) => ['add', { i: 1 }, { filterExpression }],
  append: (filterExpression) => ['append', { s: 'x' }, { filterExpression }],
  prepend: (filterExpression) => ['prepend', { s: 'x' }, { filterExpression }],
  touch: (filterExpression) => ['touch', { filterExpression }],
  remove: (filterExpression) => ['remove', { filterExpression }],
  'operate that reads': (filterExpression) => ['operate', [['ops.read', 'i']], { filterExpression }],
  'operate that writes': (filterExpression) => ['operate', [['ops.add', 'i', 1]], { filterExpression }],
  'operate with an expression': (filterExpression) => [
    'operate',
    [['ops.writeExpression', 'x', exp.add(exp.bin('i', 'int'), 1)]],
    { filterExpression },
  ],
}

const single: Record<string, Step[]> = Object.fromEntries(
  Object.entries(CALLS).flatMap(([call, make]) =>
    Object.entries(FILTERS).map(([filter, expression]): [string, Step[]] => [
      `${call}, ${filter}`,
      [make(expression), ['put', { i: 7, s: 'hello' }], make(expression), ['get']],
    ]),
  ),
)

const writeRow: readonly OpData[] = [['ops.add', 'i', 1]]
const rows: Record<string, Step[]> = Object.fromEntries(
  Object.entries(FILTERS).flatMap(([filter, filterExpression]): [string, Step[]][] => [
    [
      `rows of a batch, each ${filter}`,
      [
        ['at', { name: 'a' }, ['put', { i: 7 }]],
        [
          'batch',
          [
            ['get', 'a', undefined, { filterExpression }],
            ['get', 'a', [], { filterExpression }],
            ['operate', 'a', [['ops.readExpression', 'x', exp.bin('i', 'int')]], { filterExpression }],
            ['put', 'a', { j: 1 }, { filterExpression }],
            ['operate', 'a', writeRow, { filterExpression }],
            ['remove', 'b', { filterExpression }],
            ['get', 'b', undefined, { filterExpression }],
          ],
        ],
        ['at', { name: 'a' }, ['get']],
      ],
    ],
    [
      `all rows of a batch, ${filter}`,
      [
        ['at', { name: 'a' }, ['put', { i: 7 }]],
        [
          'batch',
          [
            ['get', 'a'],
            ['put', 'a', { j: 1 }],
            ['get', 'a', undefined, { filterExpression: exp.val(true) }],
          ],
          { filterExpression },
        ],
        ['at', { name: 'a' }, ['get']],
      ],
    ],
  ]),
)

const functions: Record<string, Step[]> = Object.fromEntries(
  Object.entries(FILTERS).map(([filter, filterExpression]): [string, Step[]] => [
    `apply, ${filter}`,
    [
      ['register', 'm$run.lua', run],
      ['put', { i: 7 }],
      ['apply', 'change', [], { filterExpression }],
      ['get'],
    ],
  ]),
)

const fill: Step = ['fill', { a: { i: 7, n: 1 }, b: { i: 8, n: 2 }, c: { n: 3 } }]
const queries: Record<string, Step[]> = Object.fromEntries(
  Object.entries(FILTERS).flatMap(([filter, filterExpression]): [string, Step[]][] => [
    [`a query, ${filter}`, [fill, ['query', { select: ['n'], options: { filterExpression } }]]],
    [
      `a query with operations, ${filter}`,
      [
        fill,
        [
          'query',
          {
            operations: [['ops.readExpression', 'x', exp.mul(exp.bin('n', 'int'), 10)]],
            options: { filterExpression },
          },
        ],
      ],
    ],
    [
      `a job, ${filter}`,
      [
        fill,
        [
          'execute',
          { options: { filterExpression } },
          [['ops.writeExpression', 'x', exp.mul(exp.bin('n', 'int'), 10), { evalNoFail: true }]],
        ],
        ['query', { select: ['n', 'x'] }],
      ],
    ],
  ]),
)

const indexes: Record<string, Step[]> = {
  'an index on an expression': [
    fill,
    ['index', { name: 'x', type: 'numeric', expression: exp.mul(exp.bin('n', 'int'), 10) }],
    ['query', { where: ['range', { expression: exp.mul(exp.bin('n', 'int'), 10) }, 15, 30], select: ['n'] }],
  ],
}

export const expressionFilters: Family = {
  name: 'expression-filters',
  scenarios: { ...single, ...rows, ...functions, ...queries, ...indexes },
}
