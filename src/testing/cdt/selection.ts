/** What list and map selections have in common. */
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { refuse } from './refusal.ts'
import type { Wanted } from './results.ts'

/** What a selection answers, and the elements it means; no mask when there are none. */
export interface Selection {
  result: Particle | undefined
  mask?: Uint8Array
}

/** All but one element is no single answer. */
export function refuseInvertedSingle(want: Wanted): void {
  if (want.inverted && !want.multi) refuse(Code.opNotApplicable)
}
