import { clientError } from '../errors/index.ts'
import type { Value } from '../values.ts'
import { packListHeader, packNumber, packValue } from '../wire/msgpack/pack.ts'
import { named } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'
import type { Arguments, Call, Kind, Params, PreparedCall } from './call.ts'
import { CdtEnvelope, ReturnType } from './cdt-codes.ts'
import { checkOptions, checkWord } from './check.ts'
import { type Context, hasContext, packContext } from './context-step.ts'
import { PARAM_KINDS } from './param-kinds.ts'
import { type CheckedOptions, sum, type WordParts } from './word.ts'

/** Every list and map operation can work inside the bin. */
export interface ContextOption {
  /**
   * The way to a nested list or map, from the bin inwards. Default: the bin itself. One that leads nowhere fails with
   * `OP_NOT_APPLICABLE`; in a missing bin, reading answers null all the same.
   */
  readonly context?: Context
}

/** A call with all that it is sent with, checked. */
export interface GivenCall<Argument> {
  readonly call: PreparedCall
  /** In the order of the parameters, without one that was left out at the end. */
  readonly values: readonly Argument[]
  readonly returns: number | undefined
  readonly words: readonly (number | bigint)[]
  readonly context: Context | undefined
  /** What the last step of the context creates, unless that says so itself. */
  readonly create: number | undefined
}

/** Checks one argument; returns what is packed. */
export type TakeArgument<Argument> = (where: string, name: string, kind: Kind, value: unknown) => Argument

const NO_OPTIONS: CheckedOptions = {}
const NO_WORDS = [] as const

/** Checks the arguments and options of a call. */
export function giveCall<Argument>(
  where: string,
  call: PreparedCall,
  given: CheckedOptions,
  options: object = NO_OPTIONS,
  take: TakeArgument<Argument>,
): GivenCall<Argument> {
  const values = takeParams(where, call, given, take)
  if (options !== NO_OPTIONS) checkOptions(where, options, call.rules)
  const checked = options as CheckedOptions
  const context = checked['context'] as Context | undefined
  const nested = hasContext(where, context)
  if (nested) refusePersist(where, checked)
  const returns = call.returns && returnType(call.returns, call.modifies, checked)
  const words = listWords(call, call.choices.length === 0 ? checked : { ...checked, ...given })
  const create = nested ? call.creates?.(checked) : undefined
  return { call, values, returns, words, context: nested ? context : undefined, create }
}

/** Writes a call, within its context. */
export function writeCall<Argument>(
  writer: Writer,
  { call, values, returns, words, context, create }: GivenCall<Argument>,
  write: (writer: Writer, argument: Argument, index: number) => void,
): void {
  if (context !== undefined) {
    packListHeader(writer, 3)
    packNumber(writer, CdtEnvelope.context)
    packContext(writer, context, create)
  }
  packListHeader(writer, 1 + (returns === undefined ? 0 : 1) + values.length + words.length)
  packNumber(writer, call.op)
  if (returns !== undefined) packNumber(writer, returns)
  for (let i = 0; i < values.length; i++) write(writer, values[i] as Argument, i)
  for (const word of words) packValue(writer, word)
}

/**
 * Checks the arguments and options of a call; returns what writes it, within its context.
 * @param where the builder's name, for errors
 */
export function callWriter<P extends Params>(
  where: string,
  call: Call<P>,
  args: Arguments<P>,
  options?: object,
): (writer: Writer) => void {
  const given = giveCall(where, call, args, options, takeValue)
  return (writer) => {
    writeCall(writer, given, (_, value, index) =>
      named(`${where}: ${call.params[index]?.name}`, () => packValue(writer, value)),
    )
  }
}

/** The types of a call's arguments are those of its kinds; of what is not TypeScript the checks find out. */
export function takeValue(where: string, name: string, kind: Kind, value: unknown): Value {
  return PARAM_KINDS[kind](where, name, value as never)
}

/** An index is stored with a whole bin only: the server would drop the wish in silence below it (particle_list.c, 8.1.2). */
function refusePersist(where: string, options: CheckedOptions): void {
  if (options['persistIndex'] !== true) return
  throw clientError(
    'INVALID_OPTION',
    `${where}: option persistIndex belongs to a whole bin, not to a context`,
  )
}

function takeParams<Argument>(
  where: string,
  { params, choices }: PreparedCall,
  given: CheckedOptions,
  take: TakeArgument<Argument>,
): Argument[] {
  const last = params.at(-1)
  const isShort = last?.isOptional === true && given[last.name] === undefined
  const present = isShort ? params.slice(0, -1) : params
  for (const [name, table] of choices) checkWord(where, name, given[name] as string, table)
  return present.map(({ name, kind }) => take(where, name, kind, given[name]))
}

function returnType(returns: WordParts, modifies: boolean, options: CheckedOptions): number {
  const otherwise = options['returnType'] === undefined && !modifies ? ReturnType.value : ReturnType.none
  return otherwise | Number(sum(returns, options))
}

function listWords(
  { words, spareWords }: PreparedCall,
  options: CheckedOptions,
): readonly (number | bigint)[] {
  const isPlain = spareWords.every((word) => sum(word, options) === 0)
  if (isPlain && words.length === 0) return NO_WORDS
  return (isPlain ? words : [...words, ...spareWords]).map((word) => sum(word, options))
}
