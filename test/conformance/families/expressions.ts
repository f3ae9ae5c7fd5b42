import { OrderedMap } from '../../../src/index.ts'
import { type Argument, bin, e, raw } from '../expressions.ts'
import type { Family, Step } from '../scenario.ts'
import { i, n, f, s, l, m, b, nothing, d, answers } from './expressions-record.ts'

const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const
const PAIRS: Readonly<Record<string, readonly (readonly [Argument, Argument])[]>> = {
  integers: [
    [i, 7],
    [i, 8],
    [n, i],
  ],
  doubles: [
    [f, 2.5],
    [f, d(3)],
    [f, NaN],
    [d(-0), d(0)],
  ],
  'an integer and a double': [
    [i, d(7)],
    [f, 2],
  ],
  text: [
    [s, 'hello'],
    [s, 'hella'],
    [s, 'hello!'],
    [s, ''],
  ],
  'text and an integer': [[s, 1]],
  bytes: [
    [b, Buffer.from([0xa5, 0xff])],
    [b, Buffer.from([0xa5])],
  ],
  booleans: [
    [bin('bool', 't'), true],
    [bin('bool', 't'), false],
  ],
  lists: [
    [l, [3, 1, 2]],
    [l, [3, 1]],
    [l, [3, 2]],
  ],
  'ordered maps': [
    [m, m],
    [m, new OrderedMap({ a: 1, b: 3 })],
  ],
  'unordered maps': [[bin('map', 'um'), bin('map', 'um')]],
  points: [[bin('geo', 'g'), bin('geo', 'g')]],
  nil: [[null, null]],
  'a missing bin': [
    [nothing, 1],
    [1, nothing],
  ],
  'a bin of another type': [[bin('int', 's'), 1]],
}
const comparisons = Object.fromEntries(
  Object.entries(PAIRS).map(([name, pairs]): [string, Step[]] => [
    `compare ${name}`,
    answers(...pairs.flatMap(([left, right]) => COMPARISONS.map((op) => e(op, left, right)))),
  ]),
)

const unknown = e('unknown')
const logic: Record<string, Step[]> = {
  and: answers(
    e('and', true, true),
    e('and', true, false),
    e('and', true, true, false),
    e('and', false, unknown),
    e('and', unknown, false),
    e('and', true, unknown),
    e('and', true, 1),
  ),
  or: answers(
    e('or', false, true),
    e('or', false, false),
    e('or', true, unknown),
    e('or', unknown, true),
    e('or', false, unknown),
  ),
  not: answers(e('not', true), e('not', false), e('not', unknown), e('not', 1)),
  exclusive: answers(
    e('exclusive', true, false),
    e('exclusive', true, true),
    e('exclusive', true, true, true),
    e('exclusive', false, unknown),
    e('exclusive', false, false),
  ),
  'too few arguments': answers(e('and', true), e('or'), e('not'), e('eq', 1), e('cond', true)),
  cond: answers(
    e('cond', true, 1, 2),
    e('cond', false, 1, 2),
    e('cond', e('gt', i, 5), 'big', e('gt', i, 1), 'middle', 'small'),
    e('cond', unknown, 1, 2),
    e('cond', false, 1, unknown),
    e('cond', true, 1, 'x'),
  ),
  'let and variables': answers(
    e('let', raw('x'), e('add', i, 1), e('mul', e('variable', raw('x')), e('variable', raw('x')))),
    e('let', raw('x'), 1, raw('y'), e('add', e('variable', raw('x')), 1), e('variable', raw('y'))),
    e('variable', raw('x')),
    e('let', raw('x'), e('let', raw('x'), 2, e('variable', raw('x'))), e('variable', raw('x'))),
    e('let', raw('x'), nothing, 5),
  ),
  'in a list': answers(
    e('inList', 3, l),
    e('inList', 9, l),
    e('inList', s, ['hello', 'x']),
    e('inList', 1, []),
    e('inList', d(3), l),
    e('inList', 3, s),
  ),
}

const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n
/** The smallest integer is not divided by -1 here: that kills servers of this version. */
const arithmetic: Record<string, Step[]> = {
  add: answers(
    e('add', i, 1),
    e('add', i, n, 10),
    e('add', f, d(1)),
    e('add', MAX, 1),
    e('add', i, d(1)),
    e('add', i),
    e('add', nothing, 1),
  ),
  subtract: answers(
    e('sub', i, 1),
    e('sub', i),
    e('sub', i, 1, 2),
    e('sub', f, 0.5),
    e('sub', MIN, 1),
    e('sub', f),
  ),
  multiply: answers(e('mul', i, 2), e('mul', i, n, 2), e('mul', f, d(2)), e('mul', MAX, 2), e('mul', f)),
  divide: answers(
    e('div', i, 2),
    e('div', n, 2),
    e('div', i, 0),
    e('div', f, d(0)),
    e('div', d(0), d(0)),
    e('div', f),
    e('div', i),
    e('div', 100, 5, 2),
  ),
  modulo: answers(e('mod', i, 4), e('mod', n, 2), e('mod', i, 0), e('mod', i, -4)),
  'power and logarithm': answers(
    e('pow', f, d(2)),
    e('pow', d(-8), 0.5),
    e('pow', d(0), d(-1)),
    e('log', d(8), d(2)),
    e('log', d(100), d(10)),
    e('log', d(-1), d(10)),
    e('pow', i, 2),
  ),
  'absolute value': answers(e('abs', n), e('abs', i), e('abs', -2.5), e('abs', MIN), e('abs', d(-0))),
  'floor and ceiling': answers(e('floor', f), e('ceil', f), e('floor', -2.5), e('ceil', -2.5), e('floor', i)),
  conversions: answers(
    e('toInt', f),
    e('toInt', -2.9),
    e('toInt', NaN),
    e('toInt', d(1e300)),
    e('toInt', d(-1e300)),
    e('toFloat', i),
    e('toFloat', MAX),
    e('toInt', i),
  ),
  'least and greatest': answers(
    e('min', i, n, 3),
    e('max', i, n, 3),
    e('min', f, 0.5),
    e('max', f, NaN),
    e('min', i, 2.5),
    e('min', i),
  ),
  'bits of integers': answers(
    e('intAnd', i, 5),
    e('intOr', i, 8),
    e('intXor', i, 2),
    e('intNot', i),
    e('intAnd', i, 6, 4),
    e('intAnd', i, 1.5),
  ),
  shifts: answers(
    e('intLeftShift', i, 3),
    e('intRightShift', n, 60),
    e('intArithmeticRightShift', n, 1),
    e('intLeftShift', i, 64),
    e('intLeftShift', i, -1),
    e('intRightShift', n, 0),
  ),
  'counts and scans': answers(
    e('intCount', i),
    e('intCount', n),
    e('intCount', 0),
    e('intLeftScan', i, true),
    e('intLeftScan', n, false),
    e('intRightScan', i, false),
    e('intLeftScan', 0, true),
    e('intRightScan', -1, false),
  ),
}

const REGEX: readonly (readonly [flags: number, pattern: string])[] = [
  [0, 'hello'], [0, '^h.*o$'], [0, 'l\\{2\\}'], [1, 'l{2}'], [0, 'HELLO'], [2, 'HELLO'], [1, '(hel|x)lo'], [1, '^[[:alpha:]]+$'], [0, ''],
  [1, 'h(.)l\\1o'], [1, 'o|$^'], [0, '('], [1, '('], [1, '[a-'], [3, '^HEL+O'], [1, 'a*'], [1, '^a+'],
] // prettier-ignore
const regex: Record<string, Step[]> = Object.fromEntries(
  REGEX.map(([flags, pattern]): [string, Step[]] => [
    `pattern ${JSON.stringify(pattern)} with flags ${flags}`,
    answers(e('regex', flags, raw(pattern), s)),
  ]),
)

export const expressions: Family = {
  name: 'expressions',
  scenarios: { ...comparisons, ...logic, ...arithmetic, ...regex },
}
