import type { Expression } from '../expressions/expression.ts'
import type { ExpressionType } from '../expression.ts'
import { Calls } from './calls.ts'
import type { Compiling } from './compiling.ts'
import type { Known } from './known.ts'
import { PathFunctions } from './path-functions.ts'
import { PathKnown } from './path-known.ts'
import { PathReader, type Source, sourceOf } from './path-reader.ts'
import { Selects } from './selects.ts'
import type { Step } from './steps.ts'
import type { PathSyntax } from './syntax.ts'

/** Makes expressions of paths: what they begin with, the steps from there, and the functions behind these. */
export class PathCompiler {
  readonly #reader: PathReader
  readonly #functions: PathFunctions
  readonly #known: PathKnown

  constructor(compiler: Compiling) {
    const selects = new Selects(compiler)
    const calls = new Calls(compiler)
    this.#reader = new PathReader(compiler, selects)
    this.#functions = new PathFunctions(compiler, this.#reader, selects, calls)
    this.#known = new PathKnown(compiler, selects, calls, this.#functions)
  }

  /** What is known of a path's type before it is made. */
  known(syntax: PathSyntax): Known {
    return this.#known.known(syntax)
  }

  compile({ root, parts, at }: PathSyntax, wanted: ExpressionType | undefined): Expression {
    const reader = this.#reader
    let source: Source = { root, made: undefined, type: undefined, at }
    let steps: Step[] = []
    const closed = (made: Expression): void => {
      source = sourceOf(made, at)
      steps = []
    }
    const last = parts.at(-1)
    for (const part of parts) {
      if (part.part === 'function') {
        closed(this.#functions.apply(source, steps, part, part === last ? wanted : undefined))
      } else if (part.part === 'type' || part.part === 'whole') {
        const type = part.part === 'type' ? part.type : part.of
        if (steps.length === 0) reader.setType(source, type, part.at)
        // Behind a selection of several, brackets say what it is anyway.
        else if (part.part === 'type' || reader.endsWithOne(steps)) closed(reader.read(source, steps, type))
      } else steps.push(part)
    }
    return steps.length === 0 ? reader.source(source, wanted) : reader.read(source, steps, wanted)
  }
}
