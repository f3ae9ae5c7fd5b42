import type { ExpressionType } from '../../expression.ts'
import type { Exp } from '../node.ts'
import type { Level } from './words.ts'

/** What writes an expression, for those who write parts of one. */
export interface Printing {
  /** Whether values are left out. */
  readonly hidden: boolean
  /**
   * An expression's text.
   * @param wanted the type that whoever reads the text will take it for, if it does not say itself what it is
   * @param level how tight what stands around it binds
   */
  print(expression: Exp, wanted?: ExpressionType, level?: Level): string
  /** A literal's text; `undefined` for what is none. */
  literal(expression: Exp): string | undefined
  /** A packed literal's text. */
  packed(bytes: Buffer): string
  /** The texts of a packed list's items, of which there must be two; `undefined` where selectors cannot hold it. */
  items(bytes: Buffer): readonly string[] | undefined
  /** Text in quotes. */
  text(text: string): string
  /** An expression that is compiled by itself, as those in the steps of a path. */
  apart(expression: Exp): string
}
