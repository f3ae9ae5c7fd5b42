import { Double, type Expression, GeoJSON, OrderedMap, type Value } from '../../../src/index.ts'
import { bin } from '../expressions.ts'
import { each, type OpData, type Step } from '../scenario.ts'

/** What expressions look at. */
export const RECORD: { readonly [name: string]: Value } = {
  i: 7,
  n: -3,
  f: 2.5,
  s: 'hello',
  t: true,
  b: Buffer.from([0b1010_0101, 0xff]),
  l: [3, 1, 2],
  m: new OrderedMap({ a: 1, b: 2 }),
  um: { a: 1 },
  g: GeoJSON.point(8.5, 47.4),
}

export const i = bin('int', 'i')
export const n = bin('int', 'n')
export const f = bin('float', 'f')
export const s = bin('string', 's')
export const l = bin('list', 'l')
export const m = bin('map', 'm')
export const b = bin('blob', 'b')
export const nothing = bin('int', 'nothing')
export const d = (value: number): Double => new Double(value)

export const read = (expression: Expression): OpData => ['ops.readExpression', 'x', expression]
/** Answers of expressions on one record. */
export const answers = (...all: readonly Expression[]): Step[] => [['put', RECORD], ...each(...all.map(read))]
