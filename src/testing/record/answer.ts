import type { Particle } from '../particle.ts'
import type { Bin } from '../store/stored-record.ts'

/** The result of one operation; no value means there is none to give. */
export interface OpAnswer {
  readonly op: number
  readonly name: string
  readonly value: Particle | undefined
}

/** What a command on one record comes to, however it is sent back: alone, in a batch or within a query. */
export interface Answer {
  readonly code: number
  readonly generation: number
  readonly voidTime: number
  /** Whole bins, when all were asked for. */
  readonly bins?: readonly Bin[]
  /** Results of operations, in order. */
  readonly ops?: readonly OpAnswer[]
}

export function refusal(code: number): Answer {
  return { code, generation: 0, voidTime: 0 }
}
