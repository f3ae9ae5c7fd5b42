import { packed } from '../collections/packed.ts'
import { clientError, quoteName } from '../errors/index.ts'
import type { ExpressionType } from '../expression.ts'
import { introduce } from '../inspect.ts'
import { kindOf, mark } from '../kinds.ts'
import type { Exp, Node, Scope } from './node.ts'
import { writeExpression } from './write.ts'

/**
 * An expression: a tree that is built once by the functions of `exp`, never changes, and is used any number of times, in
 * other expressions and by any client. `Type` is what it gives.
 *
 * ```ts
 * const adults: Expression<'bool'> = exp.ge(exp.bin('age', 'int'), 18)
 * await client.get(key, { filterExpression: adults })
 * ```
 */
export class Expression<Type extends ExpressionType = ExpressionType> implements Exp<Type> {
  /** What it gives; `undefined` for an operation of a newer server, read from bytes. */
  readonly type: Type | undefined
  /** @internal */
  readonly node: Node
  /** @internal */
  readonly depth: number
  /** @internal */
  readonly size: number
  /** @internal */
  readonly scope: Scope | undefined
  #bytes: Buffer | undefined

  static {
    mark(this.prototype, 'Expression')
    // The tree holds what the record is compared with.
    introduce<Expression>(this, 'Expression', ({ type, node }) => ({ type, op: node.op }))
  }

  /** @internal */
  constructor(type: Type | undefined, node: Node, size: number, depth = 1, scope?: Scope, bytes?: Buffer) {
    this.type = type
    this.node = node
    this.depth = depth
    this.size = size
    this.scope = scope
    this.#bytes = bytes
  }

  /** Also what another copy of this package made. */
  static [Symbol.hasInstance](value: unknown): value is Expression {
    return isExpression(value)
  }

  /** The expression as the server takes it; compiled when it is first asked for. */
  get bytes(): Buffer {
    return (this.#bytes ??= this.#compile())
  }

  /**
   * The expression as text in the Aerospike Expression Language: `$.age >= 18`. `aerospike-ts/ael` reads it back to the same
   * bytes. It holds the values that the record is compared with: not for logs.
   */
  declare toString: () => string

  /** The expression as text, in the form that all clients share. */
  toBase64(): string {
    return this.bytes.toString('base64')
  }

  #compile(): Buffer {
    const [unknown] = this.scope?.needs.keys() ?? []
    if (unknown !== undefined) {
      throw clientError('INVALID_ARGUMENT', `exp.var: no exp.let around it names ${quoteName(unknown)}`)
    }
    return packed((writer) => {
      writeExpression(writer, this)
    })
  }
}

/** Whether a value is an expression of this copy of the package or of another. */
export function isExpression(value: unknown): value is Expression {
  return kindOf(value) === 'Expression'
}
