import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import { build } from '../expressions/build.ts'
import { readOn } from '../expressions/call.ts'
import type { Collection } from '../expressions/call-types.ts'
import { bin, type BinType, binExists, binType, key, type KeyType } from '../expressions/data.ts'
import type { Expression } from '../expressions/expression.ts'
import { loopIndex, loopKey, loopValue } from '../expressions/loop.ts'
import { digestModulo } from '../expressions/metadata.ts'
import { modifyByPath, selectByPath } from '../expressions/paths.ts'
import { MANY_TYPES, ONE_TYPES } from '../expressions/call-types.ts'
import { RETURN_WORDS, SELECT_WORDS, TYPE_WORDS } from '../expressions/text/words.ts'
import { familyType } from '../expressions/text/print-call.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { CALLS, Calls } from './calls.ts'
import type { Compiler } from './compiler.ts'
import { LATER_FUNCTIONS, RECORD_OPS } from './functions.ts'
import { meant } from './guess.ts'
import { fixed, type Known, NONE } from './known.ts'
import { Selects } from './selects.ts'
import { contextOf, isPath, startOf, type Step } from './steps.ts'
import type { Argument, PathPart, PathSyntax, Root, SelectPart, Syntax } from './syntax.ts'
import { isStatic } from './values.ts'
import { WRITES, Writes } from './writes.ts'

type FunctionPart = Extract<PathPart, { readonly part: 'function' }>

/** What a path leads on from: something whose type may still be open, or what has been made. */
interface Source {
  readonly root: Root | undefined
  readonly made: Expression | undefined
  type: ExpressionType | undefined
  readonly at: number
}

const READS = [
  'get',
  'count',
  'exists',
  'type',
  'toInt',
  'toFloat',
  'asInt',
  'asFloat',
  'remove',
  'select',
  'modify',
] as const
const RECORD = ['key', 'digestModulo', ...RECORD_OPS.keys()]

/** Makes expressions of paths. */
export class PathCompiler {
  readonly #compiler: Compiler
  readonly #selects: Selects
  readonly #calls: Calls
  readonly #writes: Writes

  constructor(compiler: Compiler) {
    this.#compiler = compiler
    this.#selects = new Selects(compiler)
    this.#calls = new Calls(compiler)
    this.#writes = new Writes(compiler, this.#calls)
  }

  compile({ root, parts, at }: PathSyntax, wanted: ExpressionType | undefined): Expression {
    let source: Source = { root, made: undefined, type: undefined, at }
    let steps: Step[] = []
    for (const part of parts) {
      if (part.part === 'type' || part.part === 'whole') {
        const type = part.part === 'type' ? part.type : part.of
        if (steps.length === 0) this.#setType(source, type, part.at)
        // Behind a selection of several, brackets say what it is anyway.
        else if (part.part === 'type' || this.#endsWithOne(steps)) {
          source = this.#made(this.#read(source, steps, type), at)
          steps = []
        }
      } else if (part.part === 'function') {
        source = this.#made(this.#apply(source, steps, part), at)
        steps = []
      } else steps.push(part)
    }
    return steps.length === 0 ? this.#source(source, wanted) : this.#read(source, steps, wanted)
  }

  #made(made: Expression, at: number): Source {
    return { root: undefined, made, type: undefined, at }
  }

  #setType(source: Source, type: ExpressionType, at: number): void {
    if (source.made !== undefined && source.made.type !== type) {
      // What is asked of the record has its type from elsewhere, but for the key.
      throw this.#compiler.fault(at, `this is of type ${wordOf(source.made.type)}, not ${wordOf(type)}`)
    }
    if (source.type !== undefined && source.type !== type)
      throw this.#compiler.fault(at, 'this has two types')
    source.type = type
  }

  #endsWithOne(steps: readonly Step[]): boolean {
    const last = steps.at(-1)
    return last?.part === 'select' && last.form !== 'all' && this.#selects.isOne(last) && !isPath(steps)
  }

  /** What a path begins with, of the type that it says or that is needed. */
  #source(source: Source, wanted: ExpressionType | undefined): Expression {
    const { root, made, at } = source
    if (made !== undefined) return made
    if (root?.root === 'expression') return this.#inside(root.expression, source.type ?? wanted)
    const type = source.type ?? (root?.root === 'loop' && root.part === 'index' ? 'int' : wanted)
    if (type === undefined || type === 'marker' || type === 'remove') throw this.#untyped(source, at)
    if (root?.root === 'loop') {
      if (root.part === 'index')
        return type === 'int' ? loopIndex() : build('@index', 'loopVariable', [], [type, 2])
      return root.part === 'key' ? loopKey(type) : loopValue(type)
    }
    if (root?.root === 'key') return key(type as KeyType)
    return bin(root?.root === 'bin' ? root.name : '', type as BinType)
  }

  #untyped({ root }: Source, at: number): Error {
    const name = root?.root === 'bin' ? `$.${root.name}` : root?.root === 'loop' ? '@' : '$.key()'
    const types = Object.values(TYPE_WORDS).slice(1).join(', ')
    return this.#compiler.fault(
      at,
      'the type cannot be told',
      `say it behind the path: ${name}:STRING; types are ${types}`,
    )
  }

  /** An expression in parentheses: where its text says no type, what stands behind it does. */
  #inside(syntax: Syntax, wanted: ExpressionType | undefined): Expression {
    const { type, sure } = this.#compiler.known(syntax)
    return this.#compiler.compile(
      syntax,
      sure === 'none' || sure === 'number' || type === undefined ? wanted : type,
    )
  }

  /** The list or map that steps lead into. */
  #into(source: Source, steps: readonly Step[]): Expression<Collection> {
    return this.#source(source, startOf(steps)) as Expression<Collection>
  }

  /** What stands at the end of a path. A step that is an expression cannot lead on, and is read first. */
  #read(
    source: Source,
    steps: readonly Step[],
    type: ExpressionType | undefined,
    returnType?: string,
  ): Expression {
    const [from, rest] = this.#flush(source, steps)
    if (isPath(rest)) return selectByPath(this.#into(from, rest), contextOf(this.#compiler, rest))
    const last = rest.at(-1) as Step
    if (last.part !== 'select') throw this.#compiler.fault(last.at, 'only what is written can be created')
    const isOne = this.#selects.isOne(last)
    const needsType = isOne && (returnType === undefined || returnType === 'value' || returnType === 'key')
    if (needsType && type === undefined) throw this.#untypedEnd(last)
    const context = contextOf(this.#compiler, rest.slice(0, -1))
    const use = { verb: 'get', returnType, type: needsType ? (type as ValueType) : undefined } as const
    const made = this.#selects.call(last, this.#into(from, rest), context, use)
    if (!isOne && type !== undefined && made.type !== type) throw this.#several(last, made.type, type)
    return made
  }

  #untypedEnd({ at }: Step): Error {
    return this.#compiler.fault(
      at,
      'the type cannot be told',
      `say it behind the path, as in $.user.name:STRING; types are ${Object.values(TYPE_WORDS).slice(1).join(', ')}`,
    )
  }

  #several({ at }: Step, given: ExpressionType | undefined, wanted: ExpressionType): Error {
    const hint = 'behind it .count() tells how many there are, .exists() whether there are any'
    return this.#compiler.fault(
      at,
      `this gives ${given === 'list' ? 'a list of all that it selects' : wordOf(given)}, not ${wordOf(wanted)}`,
      hint,
    )
  }

  /** Reads as far as the last step that is an expression but not the end. */
  #flush(source: Source, steps: readonly Step[]): [source: Source, steps: readonly Step[]] {
    const index = steps.findLastIndex((step, at) => at < steps.length - 1 && isDynamic(step))
    if (index < 0) return [source, steps]
    const rest = steps.slice(index + 1)
    return [this.#made(this.#read(source, steps.slice(0, index + 1), startOf(rest)), source.at), rest]
  }

  #apply(source: Source, steps: readonly Step[], part: FunctionPart): Expression {
    if (source.root?.root === 'record') return this.#ofRecord(part)
    const { name, args, at } = part
    const call = CALLS.get(name)
    if (call !== undefined) {
      const [from, rest] = this.#flush(source, steps)
      const own = familyType(call.name)
      const into = rest.length === 0 ? this.#source(from, own) : this.#into(from, rest)
      return this.#calls.make(call, into, contextOf(this.#compiler, rest), args, at)
    }
    const [from, rest] = this.#flush(source, steps)
    if (WRITES.has(name))
      return this.#writes.make(part, rest, (type) => this.#source(from, type ?? startOf(rest)))
    switch (name) {
      case 'get':
        return this.#get(from, rest, part)
      case 'count':
        return this.#count(from, rest)
      case 'exists':
        return this.#exists(from, rest, at)
      case 'type':
        if (rest.length === 0 && from.root?.root === 'bin') return binType(from.root.name)
        throw this.#compiler.fault(
          at,
          'type() tells the type of a bin',
          'of what a bin holds, expressions cannot tell it',
        )
      case 'toInt':
      case 'asInt':
        return build('toInt', 'toInt', [this.#number(from, rest, 'float', part)])
      case 'toFloat':
      case 'asFloat':
        return build('toFloat', 'toFloat', [this.#number(from, rest, 'int', part)])
      case 'remove':
        return this.#remove(from, rest, part)
      case 'select':
        return this.#select(from, rest, part)
      case 'modify':
        return this.#modify(from, rest, part)
      default:
        throw this.#unknownFunction(part)
    }
  }

  #unknownFunction({ name, at }: FunctionPart): Error {
    if (LATER_FUNCTIONS.has(name)) {
      return this.#compiler.fault(
        at,
        `servers know ${name}() from 8.2 on`,
        'before that, text can be compared and matched by =~',
      )
    }
    const known = [...READS, ...WRITES.keys(), ...CALLS.keys()]
    return this.#compiler.fault(
      at,
      `there is no function ${name}()`,
      meant(name, known, (found) => `${found}()`),
    )
  }

  #number(
    source: Source,
    steps: readonly Step[],
    type: 'int' | 'float',
    { name, at }: FunctionPart,
  ): Expression {
    const made = steps.length === 0 ? this.#source(source, type) : this.#read(source, steps, type)
    if (made.type === type || made.type === undefined) return made
    const hint = made.type === 'string' ? 'servers read numbers from text from 8.2 on' : undefined
    throw this.#compiler.fault(at, `${name}() is for ${wordOf(type)}, not ${wordOf(made.type)}`, hint)
  }

  #ofRecord({ name, args, at }: FunctionPart): Expression {
    const op = RECORD_OPS.get(name)
    if (op !== undefined && args.length > 0) throw this.#compiler.fault(at, `${name}() takes no arguments`)
    if (op !== undefined) return build(`$.${name}()`, op)
    if (name === 'digestModulo') {
      const modulus = args[0] === undefined ? undefined : this.#compiler.values.read(args[0].value)
      if (typeof modulus === 'number') return digestModulo(modulus)
      throw this.#compiler.fault(at, 'digestModulo takes an integer', 'write $.digestModulo(3)')
    }
    throw this.#compiler.fault(
      at,
      `there is no function ${name}() of the record`,
      meant(name, RECORD, (found) => `$.${found}()`),
    )
  }

  #get(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    const { type, returnType } = this.#getWords(args)
    if (steps.length > 0) return this.#read(source, steps, type, returnType)
    if (returnType !== undefined)
      throw this.#compiler.fault(
        at,
        'get(return: …) is for what a path selects',
        'a bin itself has only its value',
      )
    if (type !== undefined) this.#setType(source, type, at)
    return this.#source(source, type)
  }

  #getWords(args: readonly Argument[]): { type?: ExpressionType; returnType?: string } {
    const words: { type?: ExpressionType; returnType?: string } = {}
    for (const { name, value, at } of args) {
      if (name === 'type') words.type = this.#calls.wordOf(value, TYPE_WORDS, 'a type')
      else if (name === 'return') words.returnType = this.#calls.wordOf(value, RETURN_WORDS, 'what to return')
      else
        throw this.#compiler.fault(at, 'get takes type: and return:', 'write get(type: INT, return: VALUE)')
    }
    return words
  }

  /** Of what a path selects as one, its size; of several, how many they are. Where nothing says more, it is a list. */
  #count(source: Source, steps: readonly Step[]): Expression {
    const last = steps.at(-1)
    if (last?.part === 'select' && !isPath(steps) && !this.#endsWithOne(steps))
      return this.#read(source, steps, undefined, 'count')
    const made =
      steps.length === 0
        ? this.#source(source, 'list')
        : this.#read(source, steps, isPath(steps) ? undefined : 'list')
    const isMap = made.type === 'map'
    return readOn(
      isMap ? MAPS.size : LISTS.size,
      isMap ? 'map' : 'list',
      made as Expression<Collection>,
      {},
      'int',
    )
  }

  #exists(source: Source, steps: readonly Step[], at: number): Expression {
    if (steps.length > 0 && !isPath(steps)) return this.#read(source, steps, undefined, 'exists')
    if (steps.length === 0 && source.root?.root === 'bin') return binExists(source.root.name)
    throw this.#compiler.fault(at, 'exists() is for bins, and for what a path selects')
  }

  #remove(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    const on = this.#into(source, steps)
    if (isPath(steps))
      return modifyByPath(
        on,
        contextOf(this.#compiler, steps),
        build('remove', 'removeResult'),
        this.#noFail(args),
      )
    const last = steps.at(-1)
    if (last?.part !== 'select')
      throw this.#compiler.fault(at, 'remove() is for what a path selects', 'write $.tags.[0].remove()')
    const wrong = args[0]
    if (wrong !== undefined)
      throw this.#compiler.fault(
        wrong.at,
        'remove() takes no arguments',
        'it gives the list or map without what is selected',
      )
    return this.#selects.call(last, on, contextOf(this.#compiler, steps.slice(0, -1)), { verb: 'remove' })
  }

  #select(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    if (steps.length === 0)
      throw this.#compiler.fault(at, 'select() is for paths', 'write $.prices.*.select()')
    let returnType: keyof typeof SELECT_WORDS | undefined
    for (const { name, value } of args)
      if (name === 'return') returnType = this.#calls.wordOf(value, SELECT_WORDS, 'what to return')
    const options = { ...this.#noFail(args, 'return'), ...(returnType === undefined ? {} : { returnType }) }
    return selectByPath(this.#into(source, steps), contextOf(this.#compiler, steps), options)
  }

  #modify(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    const [first, ...rest] = args
    if (first === undefined || first.name !== undefined)
      throw this.#compiler.fault(at, 'modify takes an expression', 'write $.prices.*.modify(@ * 2)')
    if (steps.length === 0)
      throw this.#compiler.fault(at, 'modify() is for paths', 'write $.prices.*.modify(@ * 2)')
    const change = this.#compiler.apart(() => this.#compiler.compile(first.value))
    return modifyByPath(
      this.#into(source, steps),
      contextOf(this.#compiler, steps),
      change,
      this.#noFail(rest),
    )
  }

  #noFail(args: readonly Argument[], other?: string): { noFail?: boolean } {
    for (const { name, value, at } of args) {
      if (name === 'noFail') return { noFail: this.#compiler.values.read(value) === true }
      if (name !== other) throw this.#compiler.fault(at, 'the option is not known', 'there is noFail: true')
    }
    return {}
  }

  /** What is known of a path's type before it is made. */
  known({ root, parts }: PathSyntax): Known {
    let known = root.root === 'expression' ? this.#compiler.known(root.expression) : NONE
    if (root.root === 'loop' && root.part === 'index') known = fixed('int')
    /** What the steps lead into. */
    let container = known.type
    let last: PathPart | undefined
    for (const part of parts) {
      const isMore = last !== undefined && isStep(last)
      switch (part.part) {
        case 'type':
          known = fixed(part.type)
          break
        case 'whole':
          if (last?.part !== 'select' || this.#selects.isOne(last)) known = fixed(part.of)
          break
        case 'function':
          known = this.#knownFunction(part, known, container, last)
          break
        case 'select':
          if (!isMore) container = known.type ?? part.of
          known =
            known.sure !== 'none' && isMore && last?.part === 'children' ? known : this.#knownSelect(part)
          break
        case 'children':
          if (!isMore) container = known.type ?? 'map'
          known = fixed('list')
          break
        default:
      }
      last = part
    }
    return known
  }

  #knownSelect(part: SelectPart): Known {
    return this.#selects.isOne(part) && part.form === 'one' ? NONE : fixed('list')
  }

  #knownFunction(
    part: FunctionPart,
    on: Known,
    container: ExpressionType | undefined,
    last: PathPart | undefined,
  ): Known {
    const { name, args } = part
    const call = CALLS.get(name)
    const held = last !== undefined && isStep(last) ? container : on.type
    if (call !== undefined) return this.#knownCall(part, held)
    const op = RECORD_OPS.get(name)
    if (last === undefined && op !== undefined)
      return fixed(op === 'setName' ? 'string' : op === 'keyExists' || op === 'isTombstone' ? 'bool' : 'int')
    switch (name) {
      case 'get': {
        const { type, returnType } = this.#getWords(args)
        if (returnType === undefined || returnType === 'value') return type === undefined ? on : fixed(type)
        const isOne = last?.part === 'select' && this.#selects.isOne(last)
        const types: Readonly<Record<string, ExpressionType>> = isOne ? { ...ONE_TYPES } : { ...MANY_TYPES }
        return fixed(types[returnType] ?? type)
      }
      case 'exists':
        return fixed('bool')
      case 'toFloat':
      case 'asFloat':
        return fixed('float')
      case 'select': {
        const isTree = args.some(
          ({ name: option, value }) =>
            option === 'return' && value.kind === 'word' && value.word === 'MATCHING_TREE',
        )
        return isTree ? fixed(container) : fixed('list')
      }
      case 'count':
      case 'type':
      case 'toInt':
      case 'asInt':
      case 'digestModulo':
        return fixed('int')
      default:
        return fixed(held ?? WRITES.get(name))
    }
  }

  #knownCall({ name, args }: FunctionPart, held: ExpressionType | undefined): Known {
    const call = CALLS.get(name)
    if (call === undefined) return NONE
    const type = this.#calls.typeOf(call, held)
    if (type !== undefined) return fixed(type)
    const { returnType = 'value', type: given } = this.#getWords(
      args.filter(({ name: option }) => option === 'type' || option === 'return'),
    )
    return fixed(
      given ?? (returnType === 'value' ? 'list' : MANY_TYPES[returnType as keyof typeof MANY_TYPES]),
    )
  }
}

function isStep({ part }: PathPart): boolean {
  return part === 'select' || part === 'children' || part === 'filter' || part === 'create'
}

function isDynamic(step: Step): boolean {
  return (
    step.part === 'select' && step.operands.some((operand) => operand !== undefined && !isStatic(operand))
  )
}

function wordOf(type: ExpressionType | undefined): string {
  return (TYPE_WORDS as Readonly<Record<string, string>>)[type ?? ''] ?? String(type)
}
