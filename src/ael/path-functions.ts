import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import { build } from '../expressions/build.ts'
import { readOn } from '../expressions/call.ts'
import type { Collection } from '../expressions/call-types.ts'
import { binExists, binType } from '../expressions/data.ts'
import type { Expression } from '../expressions/expression.ts'
import { digestModulo } from '../expressions/metadata.ts'
import { modifyByPath, selectByPath } from '../expressions/paths.ts'
import { familyType } from '../expressions/text/print-call.ts'
import { RETURN_WORDS, SELECT_WORDS, TYPE_WORDS } from '../expressions/text/words.ts'
import type { ExpressionType } from '../expression.ts'
import { CALLS, type Calls } from './calls.ts'
import type { Compiling } from './compiling.ts'
import { LATER_FUNCTIONS, RECORD_OPS } from './functions.ts'
import { meant } from './guess.ts'
import type { PathReader, Source } from './path-reader.ts'
import type { Selects } from './selects.ts'
import { contextOf, isPath, type Step } from './steps.ts'
import type { Argument, FunctionPart } from './syntax.ts'
import { wordOf } from './type-words.ts'
import { WRITES, Writes } from './writes.ts'

const READS = ['get', 'count', 'exists', 'type', 'toInt', 'toFloat', 'remove', 'select', 'modify'] as const
const RECORD = ['key', 'digestModulo', ...RECORD_OPS.keys()]

/** Makes what a function behind a path gives. */
export class PathFunctions {
  readonly #compiler: Compiling
  readonly #reader: PathReader
  readonly #selects: Selects
  readonly #calls: Calls
  readonly #writes: Writes

  constructor(compiler: Compiling, reader: PathReader, selects: Selects, calls: Calls) {
    this.#compiler = compiler
    this.#reader = reader
    this.#selects = selects
    this.#calls = calls
    this.#writes = new Writes(compiler, calls)
  }

  /** @param wanted the type that the end of a path is taken for, if it says none */
  apply(start: Source, all: readonly Step[], part: FunctionPart, wanted?: ExpressionType): Expression {
    if (start.root?.root === 'record') return this.#ofRecord(part)
    const { name, at } = part
    const [source, steps] = this.#reader.flush(start, all)
    const call = CALLS.get(name)
    if (call !== undefined) {
      const own = familyType(call.name)
      const on = steps.length === 0 ? this.#reader.source(source, own) : this.#reader.into(source, steps)
      return this.#calls.make(call, on, contextOf(this.#compiler, steps), part.args, at)
    }
    if (WRITES.has(name)) return this.#writes.make(part, steps, this.#reader, source)
    switch (name) {
      case 'get':
        return this.#get(source, steps, part, wanted)
      case 'count':
        return this.#count(source, steps)
      case 'exists':
        return this.#exists(source, steps, at)
      case 'type':
        if (steps.length === 0 && source.root?.root === 'bin') return binType(source.root.name)
        throw this.#compiler.fault(
          at,
          'type() tells the type of a bin',
          'of what is in a bin, it cannot be told',
        )
      case 'toInt':
      case 'asInt':
        return build('toInt', 'toInt', [this.#number(source, steps, 'float', part)])
      case 'toFloat':
      case 'asFloat':
        return build('toFloat', 'toFloat', [this.#number(source, steps, 'int', part)])
      case 'remove':
        return this.#remove(source, steps, part)
      case 'select':
        return this.#select(source, steps, part)
      case 'modify':
        return this.#modify(source, steps, part)
      default:
        throw this.#unknown(part)
    }
  }

  #unknown({ name, at }: FunctionPart): Error {
    if (LATER_FUNCTIONS.has(name)) {
      const hint = 'before that, text can be compared, and matched by =~'
      return this.#compiler.fault(at, `servers know ${name}() from 8.2 on`, hint)
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
    const reader = this.#reader
    const made = steps.length === 0 ? reader.source(source, type) : reader.read(source, steps, type)
    if (made.type === type || made.type === undefined) return made
    const hint = made.type === 'string' ? 'servers read numbers from text from 8.2 on' : undefined
    throw this.#compiler.fault(at, `${name}() is for ${wordOf(type)}, not ${wordOf(made.type)}`, hint)
  }

  #ofRecord({ name, args, at }: FunctionPart): Expression {
    const op = RECORD_OPS.get(name)
    if (op !== undefined && args.length === 0) return build(`$.${name}()`, op)
    if (op !== undefined) throw this.#compiler.fault(at, `${name}() takes no arguments`)
    if (name === 'digestModulo') {
      const modulus = args[0] === undefined ? undefined : this.#compiler.values.read(args[0].value)
      if (typeof modulus === 'number') return digestModulo(modulus)
      throw this.#compiler.fault(at, 'digestModulo takes an integer', 'write $.digestModulo(3)')
    }
    const hint = meant(name, RECORD, (found) => `$.${found}()`)
    throw this.#compiler.fault(at, `there is no function ${name}() of the record`, hint)
  }

  #get(
    source: Source,
    steps: readonly Step[],
    { args, at }: FunctionPart,
    wanted: ExpressionType | undefined,
  ): Expression {
    const { type = wanted, returnType } = this.words(args)
    if (steps.length > 0) return this.#reader.read(source, steps, type, returnType)
    if (returnType !== undefined && returnType !== 'value') {
      const fault = 'get(return: …) is for what a path selects'
      throw this.#compiler.fault(at, fault, 'a bin itself has only its value')
    }
    if (type !== undefined) this.#reader.setType(source, type, at)
    return this.#reader.source(source, type)
  }

  /** What `get` is to read. */
  words(args: readonly Argument[]): { type?: ExpressionType; returnType?: string } {
    const words: { type?: ExpressionType; returnType?: string } = {}
    for (const { name, value, at } of args) {
      if (name === 'type') words.type = this.#calls.wordOf(value, TYPE_WORDS, 'a type')
      else if (name === 'return') {
        words.returnType = this.#calls.wordOf(value, RETURN_WORDS, 'what to return')
      } else {
        throw this.#compiler.fault(at, 'get takes type: and return:', 'write get(type: INT, return: VALUE)')
      }
    }
    return words
  }

  /** Of what a path selects as one, its size; of several, how many they are. Where nothing says more, it is a list. */
  #count(source: Source, steps: readonly Step[]): Expression {
    const reader = this.#reader
    if (steps.length > 0 && !isPath(steps) && !reader.endsWithOne(steps)) {
      return reader.read(source, steps, undefined, 'count')
    }
    const made =
      steps.length === 0
        ? reader.source(source, 'list')
        : reader.read(source, steps, isPath(steps) ? undefined : 'list')
    const isMap = made.type === 'map'
    const size = isMap ? MAPS.size : LISTS.size
    return readOn(size, isMap ? 'map' : 'list', made as Expression<Collection>, {}, 'int')
  }

  #exists(source: Source, steps: readonly Step[], at: number): Expression {
    if (steps.length > 0 && !isPath(steps)) return this.#reader.read(source, steps, undefined, 'exists')
    if (steps.length === 0 && source.root?.root === 'bin') return binExists(source.root.name)
    throw this.#compiler.fault(at, 'exists() is for bins, and for what a path selects')
  }

  #remove(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    const on = this.#reader.into(source, steps)
    if (isPath(steps)) {
      const context = contextOf(this.#compiler, steps)
      return modifyByPath(on, context, build('remove', 'removeResult'), this.#noFail(args))
    }
    const last = steps.at(-1)
    if (last?.part !== 'select') {
      throw this.#compiler.fault(at, 'remove() is for what a path selects', 'write $.tags.[0].remove()')
    }
    if (args[0] !== undefined) {
      const hint = 'it gives the list or map without what is selected'
      throw this.#compiler.fault(args[0].at, 'remove() takes no arguments', hint)
    }
    return this.#selects.call(last, on, contextOf(this.#compiler, steps.slice(0, -1)), { verb: 'remove' })
  }

  #select(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    if (steps.length === 0)
      throw this.#compiler.fault(at, 'select() is for paths', 'write $.prices.*.select()')
    const word = args.find(({ name }) => name === 'return')
    const returnType = word && this.#calls.wordOf(word.value, SELECT_WORDS, 'what to return')
    const options = {
      ...this.#noFail(args.filter((argument) => argument !== word)),
      ...(returnType === undefined ? {} : { returnType }),
    }
    return selectByPath(this.#reader.into(source, steps), contextOf(this.#compiler, steps, true), options)
  }

  #modify(source: Source, steps: readonly Step[], { args, at }: FunctionPart): Expression {
    const [first, ...rest] = args
    if (first === undefined || first.name !== undefined || steps.length === 0) {
      throw this.#compiler.fault(
        at,
        'modify() is for paths and takes an expression',
        'write $.prices.*.modify(@ * 2)',
      )
    }
    const change = this.#compiler.apart(() => this.#compiler.compile(first.value))
    const context = contextOf(this.#compiler, steps, true)
    return modifyByPath(this.#reader.into(source, steps), context, change, this.#noFail(rest))
  }

  #noFail(args: readonly Argument[]): { noFail?: boolean } {
    const [first, second] = args
    if (first === undefined) return {}
    const wrong = first.name === 'noFail' ? second : first
    if (wrong !== undefined)
      throw this.#compiler.fault(wrong.at, 'the option is not known', 'there is noFail: true')
    return { noFail: this.#compiler.values.read(first.value) === true }
  }
}
