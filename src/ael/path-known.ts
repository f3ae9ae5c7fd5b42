import { MANY_TYPES, ONE_TYPES } from '../expressions/call-types.ts'
import { SHAPES } from '../expressions/shapes.ts'
import type { ExpressionType } from '../expression.ts'
import { CALLS, type Calls } from './calls.ts'
import type { Compiling } from './compiling.ts'
import { RECORD_OPS } from './functions.ts'
import { fixed, type Known, NONE } from './known.ts'
import type { PathFunctions } from './path-functions.ts'
import type { Selects } from './selects.ts'
import { isPath } from './steps.ts'
import type { FunctionPart, PathPart, PathSyntax } from './syntax.ts'
import { WRITES } from './writes.ts'

/** What types functions give, if it is no other. */
const GIVES: Readonly<Record<string, ExpressionType>> = {
  exists: 'bool',
  toFloat: 'float',
  asFloat: 'float',
  count: 'int',
  type: 'int',
  toInt: 'int',
  asInt: 'int',
  digestModulo: 'int',
}

/** Tells what is known of a path's type before it is made. */
export class PathKnown {
  readonly #compiler: Compiling
  readonly #selects: Selects
  readonly #calls: Calls
  readonly #functions: PathFunctions

  constructor(compiler: Compiling, selects: Selects, calls: Calls, functions: PathFunctions) {
    this.#compiler = compiler
    this.#selects = selects
    this.#calls = calls
    this.#functions = functions
  }

  known({ root, parts }: PathSyntax): Known {
    let known = root.root === 'expression' ? this.#compiler.known(root.expression) : NONE
    if (root.root === 'loop' && root.part === 'index') known = fixed('int')
    // What the steps lead into.
    let container: ExpressionType | undefined
    let last: PathPart | undefined
    // Whether a wildcard has been passed: behind it, all steps lead to a list.
    let isWide = false
    for (const part of parts) {
      const isFirst = last === undefined || !isStep(last)
      if (isFirst && isStep(part)) container = known.type ?? (part.part === 'select' ? part.of : 'map')
      const held = isFirst ? known.type : container
      isWide = isPath([part]) || (isWide && !isFirst)
      known = isWide && isStep(part) ? fixed('list') : this.#behind(part, known, held, last)
      last = part
    }
    return known
  }

  #behind(part: PathPart, known: Known, held: ExpressionType | undefined, last: PathPart | undefined): Known {
    switch (part.part) {
      case 'type':
        return fixed(part.type)
      case 'whole':
        return last?.part !== 'select' || this.#selects.isOne(last) ? fixed(part.of) : known
      case 'select':
        return this.#selects.isOne(part) && part.form === 'one' ? NONE : fixed('list')
      case 'function':
        return this.#function(part, known, held, last)
      default:
        return known
    }
  }

  #function(
    part: FunctionPart,
    on: Known,
    held: ExpressionType | undefined,
    last: PathPart | undefined,
  ): Known {
    const { name, args } = part
    const op = last === undefined ? RECORD_OPS.get(name) : undefined
    if (op !== undefined) return fixed(SHAPES[op].gives as ExpressionType)
    if (CALLS.has(name)) return this.#call(part, held)
    if (name === 'get') return this.#get(part, on, last)
    if (name === 'select') {
      const isTree = args.some(({ name: option, value }) => {
        return option === 'return' && value.kind === 'word' && value.word === 'MATCHING_TREE'
      })
      return fixed(isTree ? held : 'list')
    }
    return fixed(GIVES[name] ?? held ?? WRITES.get(name))
  }

  #get({ args }: FunctionPart, on: Known, last: PathPart | undefined): Known {
    const { type, returnType = 'value' } = this.#functions.words(args)
    const isOne = last?.part === 'select' && last.form === 'one' && this.#selects.isOne(last)
    const types: Readonly<Record<string, ExpressionType>> = isOne ? { ...ONE_TYPES } : { ...MANY_TYPES }
    if (last?.part === 'select' && types[returnType] !== undefined) return fixed(types[returnType])
    return type === undefined ? on : fixed(type)
  }

  #call({ name, args }: FunctionPart, held: ExpressionType | undefined): Known {
    const call = CALLS.get(name)
    if (call === undefined) return NONE
    const type = this.#calls.typeOf(call, held)
    if (type !== undefined) return fixed(type)
    const words = args.filter(({ name: option }) => option === 'type' || option === 'return')
    const { returnType = 'value', type: given } = this.#functions.words(words)
    return fixed(given ?? MANY_TYPES[returnType as keyof typeof MANY_TYPES])
  }
}

function isStep({ part }: PathPart): boolean {
  return part === 'select' || part === 'children' || part === 'filter' || part === 'create'
}
