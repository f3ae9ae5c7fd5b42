import type { Expression } from '../expressions/expression.ts'
import type { ExpressionType } from '../expression.ts'
import type { AelError } from './ael-error.ts'
import type { Known } from './known.ts'
import type { Syntax } from './syntax.ts'
import type { ValueReader } from './values.ts'

/** What makes expressions of a text, for those who make parts of them. */
export interface Compiling {
  readonly values: ValueReader
  /** An expression, of a type that is taken for granted where its text says none. */
  compile(syntax: Syntax, wanted?: ExpressionType): Expression
  /** What is known of a type before anything is built. */
  known(syntax: Syntax): Known
  /** Runs what sees no variables: the expressions within a path are compiled by themselves. */
  apart<Result>(work: () => Result): Result
  fault(at: number, fault: string, hint?: string): AelError
}
