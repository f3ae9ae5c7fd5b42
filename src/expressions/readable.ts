import { readBase64 } from '../base64.ts'
import { clientError } from '../errors/index.ts'
import type { ExpressionType } from '../expression.ts'
import { isBytes } from '../kinds.ts'
import { Expression as Tree } from './expression.ts'
import { ExpressionReader } from './read.ts'
import { printExpression } from './text/print.ts'

function fromBytes<Type extends ExpressionType = ExpressionType>(bytes: Uint8Array): Tree<Type> {
  return read('Expression.fromBytes', bytes)
}

function fromBase64<Type extends ExpressionType = ExpressionType>(text: string): Tree<Type> {
  const where = 'Expression.fromBase64'
  const bytes = readBase64(text)
  if (bytes === undefined) throw clientError('INVALID_ARGUMENT', `${where}: text is not base64`)
  return read(where, bytes)
}

function read<Type extends ExpressionType>(where: string, bytes: Uint8Array): Tree<Type> {
  if (!isBytes(bytes)) throw clientError('INVALID_ARGUMENT', `${where}: bytes are no compiled expression`)
  return new ExpressionReader(where, Buffer.from(bytes)).read() as Tree<Type>
}

/** What reads compiled expressions, and knows an expression when it sees one: `value instanceof Expression`. */
export interface ExpressionClass {
  /**
   * Reads a compiled expression, whichever client compiled it, back to its tree; the bytes are sent as they came. Operations that
   * only newer servers know are kept as they are. Throws `INVALID_ARGUMENT` for what no server would take, with the path to it.
   *
   * ```ts
   * Expression.fromBytes(exp.val(true).bytes).type // 'bool'
   * ```
   */
  fromBytes<Type extends ExpressionType = ExpressionType>(bytes: Uint8Array): Tree<Type>
  /** The same of text, as `toBase64` and its counterparts in other clients give it. */
  fromBase64<Type extends ExpressionType = ExpressionType>(text: string): Tree<Type>
  readonly prototype: Tree
  [Symbol.hasInstance](value: unknown): value is Tree
}

/** What only some need is put onto the class here, since it needs the builders, which need the class. */
function complete(): ExpressionClass {
  Object.defineProperty(Tree.prototype, 'toString', {
    value(this: Tree) {
      return printExpression(this)
    },
    configurable: true,
    writable: true,
  })
  return Object.assign(Tree, { fromBytes, fromBase64 })
}

/**
 * The class of expressions, which can be read and written as text.
 *
 * @example
 * const adults = exp.ge(exp.bin('age', 'int'), 18)
 * adults.toString() // '$.age >= 18'
 * Expression.fromBase64(adults.toBase64()).type // 'bool'
 */
export const Expression: ExpressionClass = complete()
export type Expression<Type extends ExpressionType = ExpressionType> = Tree<Type>
