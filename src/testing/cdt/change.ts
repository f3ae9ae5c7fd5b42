import type { Particle } from '../particle.ts'
import type { Body } from './packed.ts'

/** What a write leaves behind; no body when it changed nothing. */
export interface Change {
  body?: Body
  result?: Particle
}
