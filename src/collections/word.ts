import { checkOptions, type OptionRule, type OptionRules } from './check.ts'

/** A few names, each with the number that stands for it on the wire. */
export type Choices = Readonly<Record<string, number>>

/**
 * One integer on the wire, by the options that it adds up: a boolean option adds its number when it is on, one of a few
 * names the number behind it. What is not given adds nothing. `integer` is an option that is the whole word, -1 by default.
 */
export type Word = Readonly<Record<string, number | Choices | 'integer'>>

/** The parts of a word, in a form that is quick to go through. */
export type WordParts = readonly { readonly option: string; readonly part: Word[string] }[]

/** Options that were checked: known ones, each of its kind. */
export type CheckedOptions = Readonly<Record<string, unknown>>

/** Leaves a number of bits as the bin has it (server as/src/base/particle_hll.c, 8.1.2). */
const UNCHANGED = -1

export function partsOf(word: Word): WordParts {
  return Object.entries(word).map(([option, part]) => ({ option, part }))
}

/** What the options of a few words may be. */
export function rulesOf(words: readonly Word[]): OptionRules {
  return Object.fromEntries(
    words.flatMap(Object.entries<Word[string]>).map(([option, part]) => [option, ruleOf(part)]),
  )
}

function ruleOf(part: Word[string]): OptionRule {
  if (part === 'integer') return 'integer'
  return typeof part === 'number' ? 'boolean' : Object.keys(part)
}

/** What the options of a word add up to. */
export function sum(word: WordParts, options: CheckedOptions): number | bigint {
  let total = 0
  for (const { option, part } of word) {
    const value = options[option]
    if (part === 'integer') return (value ?? UNCHANGED) as number | bigint
    if (value === undefined) continue
    if (typeof part === 'number') total |= value === true ? part : 0
    else total |= part[value as string] as number
  }
  return total
}

/** Checks options that all belong to one word of flags and names, and adds them up. */
export function checkedSum(where: string, options: object, word: Word): number {
  checkOptions(where, options, rulesOf([word]))
  return Number(sum(partsOf(word), options as CheckedOptions))
}
