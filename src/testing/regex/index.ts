import { ExpRegexFlag } from '../../expressions/codes.ts'
import { type Anchor, BadPattern, isWordByte, upperByte, type RegexOptions } from '../../regex/ast.ts'
import { parseRegex } from '../../regex/parse.ts'
import { assemble, type Step } from './program.ts'

/** Work one match may take before it counts as no match, so that no pattern holds up the server. */
const WORK_MAX = 20_000_000

/** A compiled POSIX regular expression over bytes. */
export interface Regex {
  /** Whether it matches anywhere in the text, which ends at its first NUL as for regexec. */
  matches(text: Buffer): boolean
}

/** Compiles a pattern as regcomp of glibc in the C locale; `undefined` where that refuses it. */
export function compileRegex(pattern: Buffer, flags: number): Regex | undefined {
  const options = {
    extended: (flags & ExpRegexFlag.extended) !== 0,
    ignoreCase: (flags & ExpRegexFlag.ignoreCase) !== 0,
    newline: (flags & ExpRegexFlag.newline) !== 0,
  }
  try {
    const steps = assemble(parseRegex(untilNul(pattern), options))
    const refersBack = steps.some((step) => step.kind === 'same')
    return {
      matches: (text) => {
        const subject = options.ignoreCase ? Buffer.from(untilNul(text).map(upperByte)) : untilNul(text)
        return refersBack ? backtrack(steps, subject, options) : simulate(steps, subject, options)
      },
    }
  } catch (error) {
    if (error instanceof BadPattern) return undefined
    throw error
  }
}

function untilNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** Follows all ways at once, byte by byte: time grows with the text's length only. */
function simulate(steps: readonly Step[], text: Buffer, options: RegexOptions): boolean {
  const seen = new Int32Array(steps.length).fill(-1)
  let states: number[] = []
  let work = 0
  for (let at = 0; at <= text.length; at++) {
    const stack = [...states, 0]
    const next: number[] = []
    while (stack.length > 0) {
      const index = stack.pop() ?? 0
      if (seen[index] === at) continue
      seen[index] = at
      if (++work > WORK_MAX) return false
      const step = steps[index]
      if (step === undefined || step.kind === 'match') return true
      if (step.kind === 'set') {
        const byte = text[at]
        if (byte !== undefined && step.set[byte] === 1) next.push(index + 1)
      } else if (step.kind === 'split') stack.push(step.second, step.first)
      else if (step.kind === 'jump') stack.push(step.to)
      else if (step.kind !== 'anchor' || holds(step.anchor, text, at, options)) stack.push(index + 1)
    }
    states = next
  }
  return false
}

interface Way {
  readonly index: number
  readonly at: number
  readonly groups: readonly number[]
}

/** Tries one way after another: only back references need it. */
function backtrack(steps: readonly Step[], text: Buffer, options: RegexOptions): boolean {
  let work = 0
  for (let start = 0; start <= text.length; start++) {
    const stack: Way[] = [{ index: 0, at: start, groups: [] }]
    while (stack.length > 0) {
      if (++work > WORK_MAX / 100) return false
      const way = stack.pop()
      const step = way === undefined ? undefined : steps[way.index]
      if (way === undefined || step === undefined) continue
      if (step.kind === 'match') return true
      stack.push(...ways(step, way, text, options))
    }
  }
  return false
}

/** Where a way may go from its step; the last is tried first. */
function ways(step: Step, { index, at, groups }: Way, text: Buffer, options: RegexOptions): Way[] {
  switch (step.kind) {
    case 'set': {
      const byte = text[at]
      return byte !== undefined && step.set[byte] === 1 ? [{ index: index + 1, at: at + 1, groups }] : []
    }
    case 'split':
      return [step.second, step.first].map((to) => ({ index: to, at, groups }))
    case 'jump':
      return [{ index: step.to, at, groups }]
    case 'anchor':
      return holds(step.anchor, text, at, options) ? [{ index: index + 1, at, groups }] : []
    case 'open':
    case 'close': {
      const marked = [...groups]
      marked[step.index * 2 + (step.kind === 'close' ? 1 : 0)] = at
      return [{ index: index + 1, at, groups: marked }]
    }
    case 'same': {
      const from = groups[step.index * 2]
      const to = groups[step.index * 2 + 1]
      if (from === undefined || to === undefined) return []
      const end = at + to - from
      const equal = end <= text.length && text.subarray(from, to).equals(text.subarray(at, end))
      return equal ? [{ index: index + 1, at: end, groups }] : []
    }
    default:
      return []
  }
}

function holds(anchor: Anchor, text: Buffer, at: number, options: RegexOptions): boolean {
  const before = isWordByte(text[at - 1])
  const after = isWordByte(text[at])
  switch (anchor) {
    case 'textStart':
      return at === 0
    case 'textEnd':
      return at === text.length
    case 'lineStart':
      return at === 0 || (options.newline && text[at - 1] === 0x0a)
    case 'lineEnd':
      return at === text.length || (options.newline && text[at] === 0x0a)
    case 'wordStart':
      return !before && after
    case 'wordEnd':
      return before && !after
    case 'edge':
      return before !== after
    case 'noEdge':
      return before === after
  }
}
