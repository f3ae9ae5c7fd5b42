import { BITS } from '../collections/bit-calls.ts'
import type { Param, PreparedCall } from '../collections/call.ts'
import { HLL } from '../collections/hll-calls.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { ContextStep } from '../collections/context-step.ts'
import { callOn, modifyOn, readMany, readOn, readOne } from '../expressions/call.ts'
import type { Collection } from '../expressions/call-types.ts'
import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { familyType, KIND_TYPES, READ_TYPES } from '../expressions/text/print-call.ts'
import { selectorOf } from '../expressions/text/selectors.ts'
import { callWord, CHOICE_WORDS, RETURN_WORDS, TYPE_WORDS } from '../expressions/text/words.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import type { Compiling } from './compiling.ts'
import { meant } from './guess.ts'
import type { Argument, Syntax } from './syntax.ts'

/** Calls behind what they are called on, by their words. */
export const CALLS: ReadonlyMap<string, PreparedCall> = new Map(
  [LISTS, MAPS, BITS, HLL]
    .flatMap((calls) => Object.values<PreparedCall>(calls))
    .map((call) => [callWord(call.name), call]),
)

/** Arguments that AEL calls `value`. */
const VALUES: readonly string[] = ['value', 'bytes', 'bit', 'amount']

/** What a call is given: its arguments, and all else by name. */
interface Given {
  readonly args: Record<string, Expression | string | undefined>
  readonly options: Record<string, unknown>
}

/** Makes calls by their words: `$.tags.listAppend('a', unique: true)`. */
export class Calls {
  readonly #compiler: Compiling

  constructor(compiler: Compiling) {
    this.#compiler = compiler
  }

  /** The type of what a call gives, unless it is a selection. */
  typeOf(call: PreparedCall, on: ExpressionType | undefined): ExpressionType | undefined {
    if (call.modifies) return on ?? familyType(call.name)
    return call.returns === undefined ? (READ_TYPES[call.name] ?? 'int') : undefined
  }

  make(
    call: PreparedCall,
    on: Expression,
    context: readonly ContextStep[],
    args: readonly Argument[],
    at: number,
  ): Expression {
    const given = this.#given(call, args, at)
    const options = context.length === 0 ? given.options : { ...given.options, context }
    const own = familyType(call.name)
    if (own === 'blob' || own === 'hll') {
      const gives = call.modifies ? own : (READ_TYPES[call.name] ?? 'int')
      return callOn(call, own, on as Expression<'blob'>, given.args, gives as ValueType, options)
    }
    const collection = on as Expression<Collection>
    if (call.modifies) return modifyOn(call, own, collection, given.args, options)
    if (call.returns === undefined) return readOn(call, own, collection, given.args, 'int', options)
    if (selectorOf(call.name)?.selector.form === 'one')
      return readOne(call, own, collection, given.args, options)
    return readMany(call, own, collection, given.args, options)
  }

  #given(call: PreparedCall, args: readonly Argument[], at: number): Given {
    const given: Given = { args: {}, options: {} }
    let position = 0
    for (const argument of args) {
      const param = argument.name === undefined ? call.params[position++] : paramOf(call, argument.name)
      if (param !== undefined) given.args[param.name] = this.#argument(param, argument.value)
      else if (argument.name === undefined) throw this.#compiler.fault(argument.at, this.#takes(call))
      else this.#option(call, argument, given)
    }
    const missing = call.params.find(
      ({ name, isOptional, kind }) => given.args[name] === undefined && !isOptional && kind !== 'begin',
    )
    if (missing !== undefined) throw this.#compiler.fault(at, this.#takes(call))
    return given
  }

  #takes({ name, params }: PreparedCall): string {
    return `${callWord(name)} takes ${params.length === 0 ? 'no arguments' : params.map((param) => param.name).join(', ')}`
  }

  #argument({ kind }: Param, value: Syntax): Expression {
    return kind === 'sketches' ? this.#sketches(value) : this.#compiler.compile(value, KIND_TYPES[kind])
  }

  /** Sketches may be given as one, or as a list of such; a list of what is in bins must be made by the server. */
  #sketches(value: Syntax): Expression {
    if (value.kind === 'list' && value.items.some(({ kind }) => kind === 'path' || kind === 'variable')) {
      return value.items.reduce<Expression>(
        (list, item) => this.#append(list, item),
        literal('ael', 'sketches', []),
      )
    }
    const { type, sure } = this.#compiler.known(value)
    if (type === 'hll' || sure === 'none') return this.#append(literal('ael', 'sketches', []), value)
    return this.#compiler.compile(value, 'list')
  }

  #append(list: Expression, sketch: Syntax): Expression {
    return modifyOn(LISTS.append, 'list', list as Expression<'list'>, {
      value: this.#compiler.compile(sketch, 'hll'),
    })
  }

  #option(call: PreparedCall, { name, value, at }: Argument, given: Given): void {
    const own = name === 'minHashBits' ? 'minhashBits' : (name as string)
    if (own === 'return') given.options['returnType'] = this.wordOf(value, RETURN_WORDS, 'what to return')
    else if (own === 'type') given.options['type'] = this.wordOf(value, TYPE_WORDS, 'a type')
    else {
      const choices = call.choices.find(([choice]) => choice === own)?.[1]
      const known = Object.hasOwn(call.rules, own) ? call.rules[own] : undefined
      const rule = choices === undefined ? known : Object.keys(choices)
      if (rule === undefined || rule === 'context') {
        const all = [...Object.keys(call.rules), 'return'].filter((option) => option !== 'context')
        throw this.#compiler.fault(at, `${callWord(call.name)} has no option ${own}`, meant(own, all))
      }
      const words =
        typeof rule === 'string'
          ? undefined
          : Object.fromEntries(rule.map((word) => [word, CHOICE_WORDS[word] ?? word]))
      const taken = words === undefined ? this.#compiler.values.read(value) : this.wordOf(value, words, own)
      if (choices === undefined) given.options[own] = taken
      else given.args[own] = taken as string
    }
  }

  /** The builder's name of a word. */
  wordOf<Words extends Readonly<Record<string, string>>>(
    value: Syntax,
    words: Words,
    what: string,
  ): keyof Words & string {
    const given = givenWord(value)
    const found = Object.entries(words).find(([, word]) => word === given)
    if (found !== undefined) return found[0]
    const known = Object.values(words)
    const hint = (given === undefined ? undefined : meant(given, known)) ?? `it is one of ${known.join(', ')}`
    throw this.#compiler.fault(value.at, `this is not ${what}`, hint)
  }
}

function paramOf({ params }: PreparedCall, name: string): Param | undefined {
  const exact = params.find((param) => param.name === name)
  return exact ?? (name === 'value' ? params.find((param) => VALUES.includes(param.name)) : undefined)
}

/** A word by itself; one of them is a value too. */
function givenWord(syntax: Syntax): string | undefined {
  if (syntax.kind === 'word') return syntax.word
  return syntax.kind === 'literal' && syntax.value === null ? TYPE_WORDS.nil : undefined
}
