import { type CheckedOptions, sum, type WordParts } from '../../collections/word.ts'
import type { CallNode } from '../node.ts'
import { Unprintable } from './unprintable.ts'

/** The options that a call's words come from. Other clients can send words that no options make. */
export function readOptions({ call, words }: CallNode): Record<string, unknown> {
  const all = [...call.words, ...call.spareWords]
  const expected = words.length === call.words.length ? call.words : all
  const isSpared = expected === all && all.length > call.words.length
  if (words.length !== expected.length) throw new Unprintable()
  if (isSpared && words.slice(call.words.length).every((word) => word === 0)) throw new Unprintable()
  const options: Record<string, unknown> = {}
  for (const [index, word] of words.entries()) {
    Object.assign(options, readWord(expected[index] as WordParts, word))
  }
  // What has to be said is said, even if its number is 0.
  for (const [name, choices] of call.choices) {
    options[name] ??= Object.keys(choices).find((choice) => choices[choice] === 0)
  }
  return options
}

function readWord(parts: WordParts, word: number | bigint): Record<string, unknown> {
  const [first] = parts
  if (first?.part === 'integer') return word === -1 ? {} : { [first.option]: word }
  if (typeof word !== 'number') throw new Unprintable()
  const options = withChoices(parts, word).find((found) => sum(parts, found) === word)
  if (options === undefined) throw new Unprintable()
  return options
}

/** Every way to choose among the names, each with the flags that are set. */
function withChoices(parts: WordParts, word: number): CheckedOptions[] {
  let ways: Record<string, unknown>[] = [{}]
  for (const { option, part } of parts) {
    if (typeof part === 'number') {
      if (part !== 0 && (word & part) === part) for (const way of ways) way[option] = true
    } else if (part !== 'integer') {
      ways = ways.flatMap((way) => [way, ...Object.keys(part).map((name) => ({ ...way, [option]: name }))])
    }
  }
  return ways
}
