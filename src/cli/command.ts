import { parseArgs } from 'node:util'
import { isError } from '../kinds.ts'
import { UsageError } from './usage.ts'

/** An option as it is typed. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly short?: string
  /** What stands for its value in the help. */
  readonly value?: string
  readonly doc: string
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

type ValueOf<Spec extends OptionSpec> = Spec['type'] extends 'boolean'
  ? boolean
  : Spec['multiple'] extends true
    ? string[]
    : string

/** What was given of the options of a table. */
export type Values<Options extends OptionTable> = {
  readonly [Name in keyof Options]?: ValueOf<Options[Name]>
}

export interface Definition<Options extends OptionTable> {
  /** The names of the arguments; one that may be left out ends with `?`. */
  readonly args: readonly string[]
  /** What it does, in whole sentences. */
  readonly about: string
  /** Tables of options, each with its title in the help. */
  readonly options: Options
  /** What stands below the options. */
  readonly notes?: string
  /** Gives the exit code. */
  run(values: Values<Options>, args: readonly string[]): Promise<number>
}

/** A command that can be run with what was typed behind its name. */
export interface Command {
  help(name: string): string
  run(name: string, args: readonly string[]): Promise<number | undefined>
}

const HELP = { help: { type: 'boolean', short: 'h', doc: 'this text' } } as const satisfies OptionTable

/** Makes a command of what it takes and does. `run` gives undefined when only its help was wanted. */
export function command<const Options extends OptionTable>(definition: Definition<Options>): Command {
  const options = { ...definition.options, ...HELP }
  return {
    help: (name) => helpOf(name, definition),
    async run(name, args) {
      const { values, positionals } = parse(name, args, options)
      if (values['help'] === true) return undefined
      checkCount(name, definition.args, positionals)
      return definition.run(values as Values<Options>, positionals)
    },
  }
}

function parse(
  name: string,
  args: readonly string[],
  options: OptionTable,
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: string[] } {
  if (args.some((arg) => /^--password(=|$)/.test(arg)) && !Object.hasOwn(options, 'password'))
    throw new UsageError(
      `${name} takes no --password, which others on the machine could read: set the environment variable AEROSPIKE_PASSWORD`,
    )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${name}: ${isError(error) ? error.message : String(error)}`)
  }
}

function checkCount(name: string, expected: readonly string[], given: readonly string[]): void {
  const missing = expected.slice(given.length).find((arg) => !arg.endsWith('?'))
  if (missing !== undefined) throw new UsageError(`${name}: the argument <${missing}> is missing`)
  const extra = given[expected.length]
  if (extra === undefined) return
  const takes =
    expected.length === 0 ? 'no argument' : `${expected.length} argument${expected.length > 1 ? 's' : ''}`
  throw new UsageError(`${name} takes ${takes}, but got ${JSON.stringify(extra)}`)
}

/** A whole number that an option has; undefined when it was not given. */
export function wholeNumber(option: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text) || Number(text) < least)
    throw new UsageError(
      `--${option} takes a whole number${least > 0 ? ` from ${least}` : ''}, not ${JSON.stringify(text)}`,
    )
  return Number(text)
}

/** One of a few words that an option has. */
export function oneOf<Word extends string>(option: string, words: readonly Word[], text: string): Word {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  throw new UsageError(`--${option} takes ${words.join(', ')}, not ${JSON.stringify(text)}`)
}

const HELP_WIDTH = 100
const HELP_INDENT = 28

function helpOf(name: string, { args, about, options, notes }: Definition<OptionTable>): string {
  const words = args.map((arg) => (arg.endsWith('?') ? ` [${arg.slice(0, -1)}]` : ` <${arg}>`))
  const lines = Object.entries({ ...options, ...HELP }).flatMap(([option, spec]) => optionLines(option, spec))
  return [
    `Usage: aerospike-ts ${name}${words.join('')} [options]`,
    '',
    ...wrap(about, HELP_WIDTH),
    '',
    'Options:',
    ...lines,
    ...(notes === undefined ? [] : ['', ...notes.split('\n').flatMap((note) => wrap(note, HELP_WIDTH))]),
    '',
  ].join('\n')
}

function optionLines(option: string, { short, value, doc }: OptionSpec): string[] {
  const head = `  ${short === undefined ? '' : `-${short}, `}--${option}${value === undefined ? '' : ` ${value}`}`
  const [first = '', ...rest] = wrap(doc, HELP_WIDTH - HELP_INDENT)
  const indented = rest.map((line) => ' '.repeat(HELP_INDENT) + line)
  if (head.length + 2 > HELP_INDENT) return [head, ' '.repeat(HELP_INDENT) + first, ...indented]
  return [head.padEnd(HELP_INDENT) + first, ...indented]
}

/** Lines no longer than `width`, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
