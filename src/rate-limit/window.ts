import * as exp from '../expressions/exp.ts'
import type { Exp } from '../expressions/index.ts'
import * as ops from '../operations/ops.ts'

/** Hits of the window, of the one before it, and when it ends: milliseconds since 1970. */
export const BINS = { hits: 'hits', before: 'before', reset: 'reset' } as const

/** No window is doubled to more than a year. */
const LONGEST = 31_536_000_000
/** More doublings than lead from a second to a year. */
const DOUBLINGS = 25

/** No record lives longer than ten years, in milliseconds. */
const LENGTH_MAX = 315_360_000_000

/** The length of a window as it is counted: whole milliseconds, from 1 to ten years. */
export function lengthOf(milliseconds: number): number {
  return Math.min(LENGTH_MAX, Math.max(1, Math.ceil(milliseconds)))
}

/** How hits are counted. */
export interface Window {
  /** Milliseconds. */
  readonly length: number
  /** Hits of the window before count too, the less of them the older the window is. */
  readonly slides: boolean
  /** What a hit above `max` does: the window begins anew, or lasts twice as long as for the hit before. */
  readonly exceeding?: { readonly max: number; readonly then: 'renew' | 'double' } | undefined
}

const hits = exp.bin(BINS.hits, 'int')
const reset = exp.bin(BINS.reset, 'int')
const hasWindow = exp.binExists(BINS.reset)

/**
 * One hit, as one atomic step on the record: whether the window is still open is judged where the hit is counted, so no hit is lost or
 * counted twice between one window and the next. Each operation sees what those before it wrote.
 */
export function hitOperations(window: Window, now: number) {
  const isOpen = exp.and(hasWindow, exp.gt(reset, exp.int(now)))
  return [
    ops.writeExpression(BINS.before, window.slides ? hitsBefore(window, isOpen, now) : exp.int(0)),
    ops.writeExpression(BINS.hits, exp.cond(isOpen, exp.add(hits, exp.int(1)), exp.int(1))),
    ops.writeExpression(BINS.reset, endOf(window, isOpen, now)),
    ops.read<number>(BINS.hits),
    ops.read<number>(BINS.before),
    ops.read<number>(BINS.reset),
  ] as const
}

/** Takes a hit back; there are never less than none. */
export function missOperations() {
  return [ops.writeExpression(BINS.hits, exp.max(exp.sub(hits, exp.int(1)), exp.int(0)))] as const
}

function hitsBefore(window: Window, isOpen: Exp<'bool'>, now: number): Exp<'int'> {
  const isNext = isJustOver(window, now)
  return exp.cond(isOpen, exp.bin(BINS.before, 'int'), isNext, hits, exp.int(0))
}

/** Whether the window that is over is the one right before the one that is now. */
function isJustOver({ length }: Window, now: number): Exp<'bool'> {
  return exp.and(hasWindow, exp.gt(reset, exp.int(now - length)))
}

function endOf(window: Window, isOpen: Exp<'bool'>, now: number): Exp<'int'> {
  const { length, slides } = window
  const anew = exp.int(now + length)
  if (slides) return exp.cond(isOpen, reset, isJustOver(window, now), exp.add(reset, exp.int(length)), anew)
  return exp.cond(isOpen, openEnd(window, anew, now), anew)
}

/** When a window ends that is open, and has one more hit now. */
function openEnd({ length, exceeding }: Window, anew: Exp<'int'>, now: number): Exp<'int'> {
  if (exceeding === undefined) return reset
  // Twice a window that is longer would be more than integers hold.
  const doubles = exceeding.then === 'double' && length < LONGEST
  const doublings = exp.min(exp.sub(hits, exp.int(exceeding.max + 1)), exp.int(DOUBLINGS))
  const later = !doubles
    ? anew
    : exp.add(exp.int(now), exp.min(exp.intLeftShift(exp.int(length), doublings), exp.int(LONGEST)))
  return exp.cond(exp.gt(hits, exp.int(exceeding.max)), later, reset)
}
