import { badArgument, checkOptions } from '../collections/check.ts'
import { clientError } from '../errors/index.ts'
import type { ValueType } from '../expression.ts'
import { patternFault } from '../regex/parse.ts'
import { ExpRegexFlag } from './codes.ts'
import { build } from './build.ts'
import { type Expression, isExpression } from './expression.ts'
import type { Literals, Operand } from './literal.ts'
import type { Exp } from './node.ts'

/** The types whose values have an order. */
export type OrderedType = Exclude<ValueType, 'geo' | 'hll'>

/** A comparison of two expressions of one type; a plain value may stand on the right. */
export type Compare = <Type extends OrderedType>(
  left: Exp<Type>,
  right: Operand<NoInfer<Type>>,
) => Expression<'bool'>

function comparison(op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'): Compare {
  const where = `exp.${op}`
  return (left, right) => {
    if (!isExpression(left)) throw badArgument(where, 'left', 'must be an Expression', left)
    return build(where, op, [left, right])
  }
}

/**
 * Whether both are equal. Both sides are of one type; a plain number is taken for the type of the left side. Unknown
 * when a bin is missing or of another type, and for maps that are not ordered.
 *
 * @example
 * exp.eq(exp.bin('name', 'string'), 'Ann') // true for { name: 'Ann' }
 */
export const eq: Compare = comparison('eq')
/**
 * Whether they differ. Unknown, not true, when the bin is missing.
 *
 * @example
 * exp.ne(exp.bin('state', 'string'), 'closed') // true for { state: 'open' }
 */
export const ne: Compare = comparison('ne')
/**
 * Whether the left one is greater.
 *
 * @example
 * exp.gt(exp.bin('age', 'int'), 17) // true for { age: 31 }
 */
export const gt: Compare = comparison('gt')
/**
 * Whether the left one is greater or equal.
 *
 * @example
 * exp.ge(exp.bin('age', 'int'), 18) // true for { age: 31 }
 */
export const ge: Compare = comparison('ge')
/**
 * Whether the left one is less.
 *
 * @example
 * exp.lt(exp.bin('price', 'float'), 9.5) // true for { price: 9.2 }
 */
export const lt: Compare = comparison('lt')
/**
 * Whether the left one is less or equal. Text is compared by its bytes.
 *
 * @example
 * exp.le(exp.bin('name', 'string'), 'M') // true for { name: 'Ann' }
 */
export const le: Compare = comparison('le')

/** How a regular expression is read. */
export interface RegexOptions {
  /** POSIX extended syntax, where `+ ? | ( ) { }` need no backslash; basic syntax else. Default true. */
  readonly extended?: boolean
  /** Take upper and lower case for the same. Default false. */
  readonly ignoreCase?: boolean
  /** `.` and `[^…]` do not match a line end; `^` and `$` match around one. Default false. */
  readonly newline?: boolean
  /** Without effect: an expression never asks where the match is. Other clients can set it. Default false. */
  readonly noSub?: boolean
}

/**
 * Whether a POSIX regular expression matches a part of the text. There is no `\d` and no `(?:`; write `[0-9]` or
 * `[[:digit:]]`, and `( )`. `INVALID_ARGUMENT` for a pattern that does not compile, with the place.
 *
 * @example
 * exp.regex(exp.bin('name', 'string'), '^A.*n$') // true for { name: 'Ann' }
 */
export function regex(
  text: Operand<'string'>,
  pattern: string,
  options: RegexOptions = {},
): Expression<'bool'> {
  const where = 'exp.regex'
  if (typeof pattern !== 'string') throw badArgument(where, 'pattern', 'must be text', pattern)
  if (pattern.includes('\0') || !pattern.isWellFormed()) {
    throw clientError('INVALID_ARGUMENT', `${where}: pattern must have no NUL and no half surrogate pair`)
  }
  checkOptions(where, options, {
    extended: 'boolean',
    ignoreCase: 'boolean',
    newline: 'boolean',
    noSub: 'boolean',
  })
  const { extended = true, ignoreCase = false, newline = false, noSub = false } = options
  const fault = patternFault(pattern, { extended, ignoreCase, newline })
  if (fault !== undefined) {
    throw clientError('INVALID_ARGUMENT', `${where}: pattern does not compile: ${fault}`, {
      hint: 'patterns are POSIX: no \\d and no (?:',
    })
  }
  const flags =
    (extended ? ExpRegexFlag.extended : 0) |
    (ignoreCase ? ExpRegexFlag.ignoreCase : 0) |
    (newline ? ExpRegexFlag.newline : 0) |
    (noSub ? ExpRegexFlag.noSub : 0)
  return build(where, 'regex', [text], [flags, pattern])
}

/**
 * Whether one region holds the other, or the point.
 *
 * @example
 * exp.geo(exp.bin('place', 'geo'), GeoJSON.circle(8.5, 47.4, 1000))
 * // true for { place: GeoJSON.point(8.5, 47.4) }
 */
export function geo(left: Operand<'geo'>, right: Operand<'geo'>): Expression<'bool'> {
  return build('exp.geo', 'geo', [left, right])
}

/**
 * Whether a value is in a list. Needs server 8.1.1. 1 and 1.0 are not the same.
 *
 * @example
 * exp.inList(exp.bin('city', 'string'), ['Basel', 'Bern']) // true for { city: 'Bern' }
 */
export function inList<Type extends Exclude<ValueType, 'hll'>>(
  value: Exp<Type> | Literals[Type],
  list: Operand<'list'>,
): Expression<'bool'> {
  return build('exp.inList', 'inList', [value, list])
}
