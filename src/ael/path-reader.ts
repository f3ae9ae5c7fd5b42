import { build } from '../expressions/build.ts'
import type { Collection } from '../expressions/call-types.ts'
import { bin, type BinType, key, type KeyType } from '../expressions/data.ts'
import type { Expression } from '../expressions/expression.ts'
import { loopIndex, loopKey, loopValue } from '../expressions/loop.ts'
import { selectByPath } from '../expressions/paths.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import type { Compiling } from './compiling.ts'
import type { Selects } from './selects.ts'
import { contextOf, isPath, startOf, type Step } from './steps.ts'
import type { Root, Syntax } from './syntax.ts'
import { sayType, wordOf } from './type-words.ts'
import { isStatic } from './values.ts'

/** What a path leads on from: something whose type may still be open, or what has been made. */
export interface Source {
  readonly root: Root | undefined
  readonly made: Expression | undefined
  type: ExpressionType | undefined
  readonly at: number
}

export function sourceOf(made: Expression, at: number): Source {
  return { root: undefined, made, type: undefined, at }
}

/** Reads what paths begin with, and what they lead to. */
export class PathReader {
  readonly #compiler: Compiling
  readonly #selects: Selects

  constructor(compiler: Compiling, selects: Selects) {
    this.#compiler = compiler
    this.#selects = selects
  }

  /** Says of what type a path's beginning is. */
  setType(source: Source, type: ExpressionType, at: number): void {
    const given = source.made?.type ?? source.type
    if (given !== undefined && given !== type) {
      throw this.#compiler.fault(at, `this is of type ${wordOf(given)}, not ${wordOf(type)}`)
    }
    source.type = type
  }

  /** Whether steps lead to one element. */
  endsWithOne(steps: readonly Step[]): boolean {
    const last = steps.at(-1)
    return last?.part === 'select' && last.form !== 'all' && this.#selects.isOne(last) && !isPath(steps)
  }

  /** What a path begins with, of the type that it says or that is needed. */
  source(source: Source, wanted: ExpressionType | undefined): Expression {
    const { root, made, at } = source
    if (made !== undefined) return made
    if (root?.root === 'expression') return this.#inside(root.expression, source.type ?? wanted)
    const isIndex = root?.root === 'loop' && root.part === 'index'
    const type = source.type ?? (isIndex ? 'int' : wanted)
    if (type === undefined || type === 'marker' || type === 'remove') throw this.#untyped(root, at)
    switch (root?.root) {
      case 'loop':
        if (root.part === 'index')
          return type === 'int' ? loopIndex() : build('@index', 'loopVariable', [], [type, 2])
        return root.part === 'key' ? loopKey(type) : loopValue(type)
      case 'key':
        return key(type as KeyType)
      default:
        return bin(root?.root === 'bin' ? root.name : '', type as BinType)
    }
  }

  #untyped(root: Root | undefined, at: number): Error {
    const path = root?.root === 'bin' ? `$.${root.name}` : root?.root === 'loop' ? '@' : '$.key()'
    return this.#compiler.fault(at, 'the type cannot be told', sayType(path))
  }

  /** An expression in parentheses: where its text says no type, what stands behind it does. */
  #inside(syntax: Syntax, wanted: ExpressionType | undefined): Expression {
    const { type, sure } = this.#compiler.known(syntax)
    const isOpen = sure === 'none' || sure === 'number' || type === undefined
    return this.#compiler.compile(syntax, isOpen ? wanted : type)
  }

  /** The list or map that steps lead into. */
  into(source: Source, steps: readonly Step[]): Expression<Collection> {
    return this.source(source, startOf(steps)) as Expression<Collection>
  }

  /** What stands at the end of a path. */
  read(
    source: Source,
    steps: readonly Step[],
    type: ExpressionType | undefined,
    returnType?: string,
  ): Expression {
    const [from, rest] = this.flush(source, steps)
    if (isPath(rest)) return selectByPath(this.into(from, rest), contextOf(this.#compiler, rest))
    const last = rest.at(-1) as Step
    if (last.part !== 'select') throw this.#compiler.fault(last.at, 'only what is written can be created')
    const isOne = this.#selects.isOne(last)
    const needsType = isOne && (returnType === undefined || returnType === 'value' || returnType === 'key')
    if (needsType && type === undefined) {
      const hint = returnType === 'key' ? 'write get(return: KEY, type: STRING)' : sayType('$.user.name')
      throw this.#compiler.fault(last.at, 'the type cannot be told', hint)
    }
    const context = contextOf(this.#compiler, rest.slice(0, -1))
    const use = { verb: 'get', returnType, type: needsType ? (type as ValueType) : undefined } as const
    const made = this.#selects.call(last, this.into(from, rest), context, use)
    if (!isOne && type !== undefined && made.type !== type) throw this.#several(last, made.type, type)
    return made
  }

  #several({ at }: Step, given: ExpressionType | undefined, wanted: ExpressionType): Error {
    const what = given === 'list' ? 'a list of all that it selects' : wordOf(given)
    const hint = 'behind it .count() tells how many there are, .exists() whether there are any'
    return this.#compiler.fault(at, `this gives ${what}, not ${wordOf(wanted)}`, hint)
  }

  /** Reads as far as the last step that is an expression but not the end: such a step cannot lead on. */
  flush(source: Source, steps: readonly Step[]): [source: Source, steps: readonly Step[]] {
    const index = steps.findLastIndex((step, at) => at < steps.length - 1 && isDynamic(step))
    if (index < 0) return [source, steps]
    const rest = steps.slice(index + 1)
    return [sourceOf(this.read(source, steps.slice(0, index + 1), startOf(rest)), source.at), rest]
  }
}

function isDynamic(step: Step): boolean {
  return (
    step.part === 'select' && step.operands.some((operand) => operand !== undefined && !isStatic(operand))
  )
}
