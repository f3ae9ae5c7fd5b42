import { ael } from '../../../src/ael.ts'
import type { Expression, Value } from '../../../src/index.ts'
import { GeoJSON, OrderedMap } from '../../../src/index.ts'
import type { Exp } from '../../../src/expressions/node.ts'
import { OTHER, SAME } from '../ael/dsl-java.ts'
import { type Bins, each, type Family, type Step } from '../scenario.ts'
import { read } from './expressions-record.ts'

// Texts of expressions on records whose bins are of the types that they look for. A list and a map hold what many of them select.

const inner = new OrderedMap([
  ['aa', new OrderedMap([['cc', 100]])],
  ['cc', 100],
  ['bb', new OrderedMap([['bcc', 201]])],
])
const VALUES: { readonly [type: string]: Value } = {
  int: 100,
  float: 10.5,
  string: 'text',
  bool: true,
  blob: Buffer.of(1, 2, 3),
  list: [100, [[5], 200, 'b'], inner, 'a', 'stringVal', ['x', 'stringVal'], true],
  map: new OrderedMap([
    [
      'a',
      new OrderedMap([
        ['bb', new OrderedMap([['bcc', 201]])],
        ['in', 6],
        ['cc', [1, 2, 300]],
      ]),
    ],
    ['b', 100],
    ['config', new OrderedMap([['allowedNames', [100, 'text']]])],
    ['in', 5],
    ['rateType', 'RACK_RATE'],
    ['tags', ['text', 100, 10.5, true]],
  ]),
  geo: GeoJSON.point(8.5, 47.4),
}

/** Which bins an expression looks at, by the types that it wants. */
function binsOf(expression: Exp, bins = new Map<string, string>()): Map<string, string> {
  const { node } = expression
  if (node.op === 'bin') bins.set(node.fixed[1] as string, node.fixed[0] as string)
  const parts: readonly Exp[] =
    node.op === 'let'
      ? [...node.variables.map(([, value]) => value), node.body]
      : node.op === 'call'
        ? [...node.values, node.on]
        : node.op === 'path'
          ? [node.on]
          : 'operands' in node
            ? node.operands
            : []
  for (const part of parts) binsOf(part, bins)
  return bins
}

/** What changes from one play to another. */
const VARYING = /ttl|sinceUpdate|lastUpdate|voidTime|Size|digestModulo|timeSince/

/** Scenarios in each of which every bin is of one type. */
function scenarios(expressions: readonly Expression[]): Record<string, Step[]> {
  const groups: { readonly bins: Map<string, string>; readonly members: Expression[] }[] = []
  for (const expression of expressions) {
    const bins = binsOf(expression)
    const fits = groups.find((group) =>
      [...bins].every(([name, type]) => (group.bins.get(name) ?? type) === type),
    )
    const group = fits ?? { bins: new Map<string, string>(), members: [] }
    if (fits === undefined) groups.push(group)
    for (const [name, type] of bins) group.bins.set(name, type)
    group.members.push(expression)
  }
  return Object.fromEntries(
    groups.map(({ bins, members }, index): [string, Step[]] => {
      const record: Bins = Object.fromEntries([...bins].map(([name, type]) => [name, VALUES[type] ?? 0]))
      return [`texts of the vendor's tests, ${index + 1}`, [['put', record], ...each(...members.map(read))]]
    }),
  )
}

const texts = [...SAME, ...OTHER].filter(({ text }) => !VARYING.test(text))

export const aelTexts: Family = {
  name: 'ael',
  scenarios: scenarios(texts.map(({ text, values }) => ael.any.parse(text, values))),
}
