import { type Anchor, BadPattern, type RegexNode } from '../../regex/ast.ts'

/** One step of a matcher; the next step is the one behind it unless it says otherwise. */
export type Step =
  | { readonly kind: 'set'; readonly set: Uint8Array }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; to: number }
  | { readonly kind: 'open' | 'close' | 'same'; readonly index: number }
  | { readonly kind: 'match' }

/** More steps than this are refused, as glibc refuses patterns it has no memory for. */
const STEPS_MAX = 50_000

/** Lays a parsed pattern out as steps, counted repetitions written out. */
export function assemble(node: RegexNode): readonly Step[] {
  const steps: Step[] = []
  emit(node, steps)
  steps.push({ kind: 'match' })
  return steps
}

function emit(node: RegexNode, steps: Step[]): void {
  if (steps.length > STEPS_MAX) throw new BadPattern('pattern too large')
  switch (node.kind) {
    case 'empty':
      return
    case 'all':
      for (const part of node.parts) emit(part, steps)
      return
    case 'any':
      emitAny(node.parts, steps)
      return
    case 'repeat':
      emitRepeat(node.part, node.min, node.max, steps)
      return
    case 'group':
      steps.push({ kind: 'open', index: node.index })
      emit(node.part, steps)
      steps.push({ kind: 'close', index: node.index })
      return
    default:
      steps.push(node)
  }
}

function emitAny(parts: readonly RegexNode[], steps: Step[]): void {
  const jumps: { kind: 'jump'; to: number }[] = []
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 }
    if (!isLast) steps.push(split)
    emit(part, steps)
    if (isLast) return
    const jump = { kind: 'jump' as const, to: 0 }
    steps.push(jump)
    jumps.push(jump)
    split.second = steps.length
  })
  for (const jump of jumps) jump.to = steps.length
}

function emitRepeat(part: RegexNode, min: number, max: number, steps: Step[]): void {
  for (let i = 0; i < min; i++) emit(part, steps)
  if (max === Infinity) {
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 }
    const start = steps.length
    steps.push(split)
    emit(part, steps)
    steps.push({ kind: 'jump', to: start })
    split.second = steps.length
    return
  }
  const splits: { second: number }[] = []
  for (let i = min; i < max; i++) {
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 }
    steps.push(split)
    splits.push(split)
    emit(part, steps)
  }
  for (const split of splits) split.second = steps.length
}
