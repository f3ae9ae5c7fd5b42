import type { ShapedOp } from '../expressions/shapes.ts'
import { FUNCTIONS, METADATA } from '../expressions/text/words.ts'

/** Functions in front of their operands, by their names. */
export const FUNCTION_OPS: ReadonlyMap<string, ShapedOp> = new Map<string, ShapedOp>(
  Object.entries(FUNCTIONS).map(([op, word]) => [word, op as ShapedOp]),
)

/** Functions that make a value, or have words of their own. */
export const VALUE_FUNCTIONS: ReadonlySet<string> = new Set([
  'geoJson',
  'hll',
  'float',
  'ordered',
  'unordered',
  'valueOrdered',
  'regex',
  'expression',
])

/** What is asked of the record itself, also by the names of the builders. */
export const RECORD_OPS: ReadonlyMap<string, ShapedOp> = new Map<string, ShapedOp>([
  ...Object.entries(METADATA).map(([op, word]): [string, ShapedOp] => [word, op as ShapedOp]),
  ...Object.keys(METADATA).map((op): [string, ShapedOp] => [op, op as ShapedOp]),
])

/** Functions that servers have from 8.2 on. */
export const LATER_FUNCTIONS: ReadonlySet<string> = new Set([
  'length',
  'substr',
  'upper',
  'uppercase',
  'lower',
  'lowercase',
  'casefold',
  'normalize',
  'trim',
  'trimStart',
  'trimEnd',
  'isUpper',
  'isLower',
  'bytesLength',
  'toBlob',
  'indexOf',
  'find',
  'contains',
  'startsWith',
  'endsWith',
  'padStart',
  'padEnd',
  'overwrite',
  'splice',
  'snip',
  'replace',
  'replaceAll',
  'regexReplace',
  'split',
  'repeat',
  'concat',
  'join',
  'toString',
  'toBase64',
  'fromBase64',
  'isNumeric',
])
