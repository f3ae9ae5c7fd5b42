import { e } from '../expressions.ts'
import { buildOperation } from '../operations.ts'
import type { Family, OpData, Step } from '../scenario.ts'
import { ASKED, type Asked, operationOf, RECORD } from './answers-table.ts'

// Every operation there is between two markers: its answer, or none, must not move those of the others.

/** What the markers answer, whatever stands between them. */
export const BEFORE = 'A'
export const AFTER = 42

const before: OpData = ['ops.read', 'a']
/** Needs no bin: an operation may have removed them all. */
const after: OpData = ['ops.readExpression', 'after', e('add', 40, 2)]
const put: Step = ['put', RECORD, { exists: 'replace' }]
/** Lets the server answer as it pleases, which must not show. */
const FREE = { respondAllOps: false } as const

/** A read of all bins stands beside operations only that answer nothing. */
const between = (operation: OpData): OpData[] =>
  operation[0] === 'ops.readAll'
    ? [['ops.touch'], operation, ['ops.write', 'z', 1]]
    : [before, operation, after]

function alone(operation: OpData): Step[] {
  const operations = between(operation)
  const isReadAll = operation[0] === 'ops.readAll'
  return [
    put,
    ['operate', operations],
    put,
    ['operate', operations, FREE],
    // The same among operations that write: the server answers reads there by another way.
    put,
    ['operate', [...operations, ['ops.touch']]],
    put,
    ['operate', isReadAll ? [operation] : [operation, ['ops.write', 'z', 1]], FREE],
  ]
}

/** Rows of a batch: each looks at a record that it fits, then at a bin that is not there. */
function batched(name: string, { args }: Asked): Step[] {
  const [fitting, missing] = [between(operationOf(name, args, false)), between(operationOf(name, args, true))]
  const reads = !buildOperation(operationOf(name, args, false)).isWrite && name !== 'ops.readAll'
  return [
    [
      'batch',
      ['one', 'two', 'three', 'four'].map(
        (record) => ['put', record, RECORD, { exists: 'replace' }] as const,
      ),
    ],
    [
      'batch',
      [
        ['operate', 'one', [...fitting, ['ops.touch']]],
        ['operate', 'two', [['ops.touch'], ...missing]],
        ...(reads
          ? ([
              ['operate', 'three', fitting],
              ['operate', 'four', missing],
            ] as const)
          : []),
      ],
    ],
  ]
}

const each = Object.fromEntries(
  Object.entries(ASKED).map(([name, asked]): [string, Step[]] => [
    name,
    [
      ...alone(operationOf(name, asked.args, false)),
      ...alone(operationOf(name, asked.args, true)),
      ...(asked.noFail === undefined
        ? []
        : [
            ...alone(operationOf(name, asked.noFail, false)),
            ...alone(operationOf(name, asked.noFail, true)),
          ]),
      ...batched(name, asked),
    ],
  ]),
)

/** Operations that read, as a query's: on a record that they fit, and on one that has only the marker. */
const queried = Object.fromEntries(
  ['ops', 'lists', 'maps', 'bits', 'hll'].map((family): [string, Step[]] => [
    `queries: ${family}`,
    [
      ['fill', { full: RECORD, poor: { a: BEFORE } }],
      ...Object.entries(ASKED)
        .filter(([name]) => name.startsWith(`${family}.`) && name !== 'ops.readAll')
        .map(([name, { args, noFail }]) => operationOf(name, noFail ?? args, false))
        .filter((operation) => !buildOperation(operation).isWrite)
        .map((operation): Step => ['query', { operations: [before, operation, after] }]),
    ],
  ]),
)

const touches: Record<string, Step[]> = {
  'touch first, last, alone and many times': [
    put,
    ['operate', [['ops.touch'], before, after]],
    ['operate', [before, after, ['ops.touch']]],
    ['operate', [['ops.touch']]],
    ['operate', [['ops.touch'], ['ops.touch']]],
    ['operate', [['ops.touch'], before, ['ops.touch'], ['ops.touch'], after, ['ops.touch']]],
    ['operate', [['ops.touch']], FREE],
    ['operate', [['ops.touch'], before, ['ops.touch'], after], FREE],
  ],
  'one bin again and again, of which some answers are left out': [
    put,
    ['operate', [['ops.read', 'z'], ['ops.write', 'z', 1], ['ops.read', 'z'], before], FREE],
    ['operate', [['ops.read', 'z'], ['ops.write', 'z', null], ['ops.read', 'z'], before], FREE],
    [
      'operate',
      [
        ['lists.append', 'l', 1, { unique: true, noFail: true }],
        ['lists.sort', 'l'],
        ['lists.size', 'l'],
        before,
      ],
      FREE,
    ],
  ],
  'without a record': [
    ['operate', [after, ['ops.write', 'z', 1], before, ['ops.read', 'z']]],
    ['remove'],
    ['operate', [after, ['ops.write', 'z', 1], before], FREE],
    ['remove'],
    ['operate', [after, ['ops.touch'], before]],
    ['operate', [before, after]],
  ],
}

export const answers: Family = { name: 'answers', scenarios: { ...each, ...queried, ...touches } }
