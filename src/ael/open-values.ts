import type { Expression } from '../expressions/expression.ts'
import { literal, typeOf } from '../expressions/literal.ts'
import type { ExpressionType } from '../expression.ts'
import { GeoJSON, type Value } from '../values.ts'
import { fixed, type Known } from './known.ts'
import { type AelValue, isExp } from './placeholders.ts'

/** What a value that stands for a placeholder is: a whole number may be a float. Text is text, whatever it holds; what it stands beside counts for more. */
export function knownValue(value: Exclude<AelValue, RegExp>): Known {
  if (isExp(value)) return fixed(value.type)
  const type = typeOf(value)
  const isOpen = typeof value === 'string' || (type === 'int' && typeof value === 'number')
  return { type, sure: isOpen ? 'open' : 'fixed' }
}

/** A value as an expression; a whole number where a float is wanted is one. */
export function valueAs(value: Value, wanted: ExpressionType | undefined): Expression {
  const type = typeOf(value)
  const isFloat = wanted === 'float' && type === 'int' && typeof value === 'number'
  return literal('ael', 'value', value, isFloat ? 'float' : type)
}

/** Text that is written out where bytes or GeoJSON are wanted is base64, or GeoJSON. */
export function openAs(value: Value, wanted: ExpressionType | undefined): Value {
  if (typeof value !== 'string') return value
  if (wanted === 'geo') return new GeoJSON(value)
  if (wanted !== 'blob') return value
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? bytes : value
}
