import { ResultCode } from '../errors/index.ts'
import { Expression, isExpression, printExpression } from '../expressions/index.ts'
import type { Operation } from '../operations/operation.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import { OpCode } from '../wire/proto.ts'
import { filterBytes } from './fields.ts'

/** What of a command has expressions. */
export interface Expressions {
  readonly filterExpression?: FilterExpression | undefined
  readonly operations?: readonly Operation[] | undefined
}

/** Longest text of one expression, and most of them. */
const TEXT_MAX = 300
const MOST = 3

/**
 * The expressions that a refusal may be about, without the values in them; undefined when it is about something else. A server that
 * cannot build a filter, or the expression of an operation, says PARAMETER; OP_NOT_APPLICABLE when one that an operation evaluates
 * gives nothing (as_exp_filter_build, as_bin_exp_read_from_op, exp.c and expop.c in as/src/base, 8.1.2).
 */
export function refusedExpressions(
  resultCode: number,
  { filterExpression, operations }: Expressions,
): string | undefined {
  const isParameter = resultCode === ResultCode.PARAMETER
  if (!isParameter && resultCode !== ResultCode.OP_NOT_APPLICABLE) return undefined
  const texts =
    isParameter && filterExpression !== undefined ? [`the filter is ${filterText(filterExpression)}`] : []
  for (const [index, operation] of operations?.entries() ?? []) {
    const text = evaluatedText(operation)
    if (text !== undefined) texts.push(`operations[${index}] evaluates ${text}`)
  }
  if (texts.length === 0) return undefined
  const more = texts.length > MOST ? [`${texts.length - MOST} more`] : []
  return [...texts.slice(0, MOST), ...more].join(', ')
}

function filterText(filter: FilterExpression): string {
  return isExpression(filter) ? textOf(filter) : textOfBytes(filterBytes(filter))
}

/** What an operation evaluates: its payload is `[expression, flags]`, of which the flags take a byte. */
function evaluatedText({ code, payload }: Operation): string | undefined {
  if ((code !== OpCode.expRead && code !== OpCode.expModify) || payload === undefined) return undefined
  return textOfBytes(payload.subarray(1, -1))
}

function textOfBytes(bytes: Uint8Array): string {
  try {
    return textOf(Expression.fromBytes(bytes))
  } catch {
    // What is no expression to this client either has no text.
    return `${bytes.length} bytes that are no expression`
  }
}

function textOf(expression: Expression): string {
  const text = printExpression(expression, { values: false })
  return `\`${text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text}\``
}
