import type { OptionRules } from './check.ts'
import { PARAM_KINDS } from './param-kinds.ts'
import { type CheckedOptions, type Choices, partsOf, rulesOf, type Word, type WordParts } from './word.ts'

export type Kind = keyof typeof PARAM_KINDS

/**
 * Parameters by name, in their order on the wire. The last one may be left out (`?`). One that is one of a few names is not
 * sent by itself: it adds its number to a word, as an option does.
 */
export type Params = Readonly<Record<string, Kind | `${Kind}?` | Choices>>

/** A call on a list, map, blob or HyperLogLog, as data: `[op, return type?, parameters…, words…]`. */
export interface CallShape<P extends Params = Params> {
  readonly op: number
  readonly params: P
  /** What it answers about the elements that it selects. Default: `value` when reading, nothing when it modifies. */
  readonly returns?: Word
  /** What the last step of its context creates, if that is missing. */
  readonly creates?: (options: CheckedOptions) => number
  /** What the options become. */
  readonly words?: readonly Word[]
  /** Sent behind all else, all or none: only when one of them is not 0. */
  readonly spareWords?: readonly Word[]
}

/** What the server runs a call with. Only `cdt` knows contexts: bits and HyperLogLogs are whole bins. */
export type Module = 'cdt' | 'bit' | 'hll'

/** A parameter that is sent. */
export interface Param {
  readonly name: string
  readonly kind: Kind
  readonly isOptional: boolean
}

/** A call that is ready to be packed. */
export interface PreparedCall {
  /** As users call it, for errors: `lists.append`. */
  readonly name: string
  readonly module: Module
  readonly op: number
  readonly modifies: boolean
  readonly params: readonly Param[]
  readonly choices: readonly (readonly [name: string, choices: Choices])[]
  readonly returns: WordParts | undefined
  readonly creates: CallShape['creates'] | undefined
  readonly words: readonly WordParts[]
  readonly spareWords: readonly WordParts[]
  readonly rules: OptionRules
}

/** A call that knows the types of its arguments. */
export interface Call<P extends Params> extends PreparedCall {
  /** Never set: carries the types. */
  readonly paramTypes?: P
}

type KindType<K> = K extends Kind ? Parameters<(typeof PARAM_KINDS)[K]>[2] : never

/** The arguments that a call takes. */
export type Arguments<P extends Params> = {
  readonly [Name in keyof P]: P[Name] extends `${infer K}?`
    ? KindType<K> | undefined
    : P[Name] extends Choices
      ? keyof P[Name]
      : KindType<P[Name]>
}

type Shapes = Readonly<Record<string, CallShape>>
type Calls<Table extends Shapes> = { readonly [Name in keyof Table]: Call<Table[Name]['params']> }

/** A table of calls that change what they are called on. */
export function modifyCalls<const Table extends Shapes>(
  family: string,
  module: Module,
  shapes: Table,
): Calls<Table> {
  return prepareAll(family, module, true, shapes)
}

/** A table of calls that change nothing. */
export function readCalls<const Table extends Shapes>(
  family: string,
  module: Module,
  shapes: Table,
): Calls<Table> {
  return prepareAll(family, module, false, shapes)
}

function prepareAll<Table extends Shapes>(
  family: string,
  module: Module,
  modifies: boolean,
  shapes: Table,
): Calls<Table> {
  const calls = Object.entries(shapes).map(([name, shape]) => [
    name,
    new ShapedCall(`${family}.${name}`, module, modifies, shape),
  ])
  return Object.fromEntries(calls) as Calls<Table>
}

type Parts = Pick<PreparedCall, 'params' | 'choices' | 'returns' | 'words' | 'spareWords' | 'rules'>

/** A call of a shape, which is taken apart when the call is first made: all of them would hold up the start of every process. */
class ShapedCall implements PreparedCall {
  readonly name: string
  readonly module: Module
  readonly modifies: boolean
  readonly #shape: CallShape
  #parts: Parts | undefined

  constructor(name: string, module: Module, modifies: boolean, shape: CallShape) {
    this.name = name
    this.module = module
    this.modifies = modifies
    this.#shape = shape
  }

  get op(): number {
    return this.#shape.op
  }

  get creates(): CallShape['creates'] {
    return this.#shape.creates
  }

  get params(): readonly Param[] {
    return this.#apart.params
  }

  get choices(): Parts['choices'] {
    return this.#apart.choices
  }

  get returns(): WordParts | undefined {
    return this.#apart.returns
  }

  get words(): readonly WordParts[] {
    return this.#apart.words
  }

  get spareWords(): readonly WordParts[] {
    return this.#apart.spareWords
  }

  get rules(): OptionRules {
    return this.#apart.rules
  }

  get #apart(): Parts {
    return (this.#parts ??= takeApart(this.#shape, this.module))
  }
}

function takeApart(shape: CallShape, module: Module): Parts {
  const { returns, words = [], spareWords = [] } = shape
  const params: Param[] = []
  const choices: [name: string, choices: Choices][] = []
  for (const [param, kind] of Object.entries(shape.params)) {
    if (typeof kind !== 'string') choices.push([param, kind])
    else params.push({ name: param, kind: kind.replace('?', '') as Kind, isOptional: kind.endsWith('?') })
  }
  return {
    params,
    choices,
    returns: returns && partsOf(returns),
    words: words.map(partsOf),
    spareWords: spareWords.map(partsOf),
    rules: optionRules(shape, module),
  }
}

function optionRules(
  { params, returns = {}, words = [], spareWords = [] }: CallShape,
  module: Module,
): OptionRules {
  const rules = Object.entries(rulesOf([returns, ...words, ...spareWords]))
  const options = rules.filter(([name]) => !Object.hasOwn(params, name))
  return Object.fromEntries(module === 'cdt' ? [...options, ['context', 'context']] : options)
}
