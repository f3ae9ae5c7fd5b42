import type { ExpressionType } from '../expression.ts'
import type { Known } from './known.ts'
import type { LetSyntax } from './syntax.ts'

/** A variable of a let around, whose type may only be known when it is looked at. */
export interface Variable {
  type: ExpressionType | undefined
  /** Whether only newer servers know its type. */
  readonly isForeign: boolean
}

export type Scope = ReadonlyMap<string, Variable>

/** Which variables are seen where. */
export class Scopes {
  #current: Scope = new Map()
  readonly #inside = new Map<LetSyntax, Map<string, Variable>>()

  /** The variable of a name, where the text is being looked at. */
  find(name: string): Variable | undefined {
    return this.#current.get(name)
  }

  /** Runs what sees other variables. */
  with<Result>(scope: Scope, work: () => Result): Result {
    const outside = this.#current
    this.#current = scope
    const result = work()
    this.#current = outside
    return result
  }

  /** What sees no variables. */
  apart<Result>(work: () => Result): Result {
    return this.with(new Map(), work)
  }

  /**
   * What the body of a let sees.
   * @param hides is told of a name that hides one further out
   */
  within(
    syntax: LetSyntax,
    know: (value: LetSyntax['variables'][number]) => Known,
    hides: (at: number, name: string) => Error,
  ): Scope {
    const known = this.#inside.get(syntax)
    if (known !== undefined) return known
    const scope = new Map(this.#current)
    for (const variable of syntax.variables) {
      if (scope.has(variable.name)) throw hides(variable.at, variable.name)
      const { type, sure } = this.with(scope, () => know(variable))
      scope.set(variable.name, {
        type: sure === 'fixed' || sure === 'open' ? type : undefined,
        isForeign: sure === 'fixed' && type === undefined,
      })
    }
    this.#inside.set(syntax, scope)
    return scope
  }

  /** What the value of a variable sees: those before it. */
  before(syntax: LetSyntax, name: string): Scope {
    const scope = new Map(this.#inside.get(syntax))
    const from = syntax.variables.findIndex((variable) => variable.name === name)
    for (const variable of syntax.variables.slice(from)) scope.delete(variable.name)
    return scope
  }
}
