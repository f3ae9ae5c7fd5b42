import type { AelError } from './ael-error.ts'
import type { Level } from '../expressions/text/words.ts'
import type { Scanner, Token } from './scanner.ts'
import type { Argument, PathPart, Root, Syntax } from './syntax.ts'

type WithoutDepth<Part> = Part extends unknown ? Omit<Part, 'depth'> : never
/** Any syntax, but how deep it is. */
export type Parts = WithoutDepth<Syntax>

/** What reads a text, for those who read parts of it. */
export interface Parsing {
  readonly scanner: Scanner
  /** An expression with all its operators. */
  expression(): Syntax
  /** An operand, and what operators of a level or tighter make of it. */
  binary(level: Level): Syntax
  /** An expression in parentheses, without the path behind it. */
  group(): Syntax
  /** Arguments in parentheses: values, and behind them those with names. */
  args(): Argument[]
  /** An operand with the path behind it, if there is one. */
  withPath(operand: Syntax): Syntax
  /** A path; those that go on where another ends are one. */
  path(root: Root, parts: readonly PathPart[], at: number): Syntax
  /** Whether an expression stood in parentheses, and a path behind it begins anew. */
  isGrouped(syntax: Syntax): boolean
  /** Runs what stands one level deeper. */
  nested<Result>(work: () => Result): Result
  /** What stands between brackets that are open, with commas. */
  series(open: Token, close: string, item: () => void): void
  /** A syntax of parts, as long as it is not nested too deep. */
  make<const Part extends Parts>(syntax: Part, children: readonly Syntax[]): Part & { readonly depth: number }
  /** A sign that must come next. */
  expect(sign: string, what: string, hint?: string): Token
  /** The bracket that closes another. */
  close(sign: string, open: Token): void
  unexpected(token: Token, expected?: string): AelError
}
