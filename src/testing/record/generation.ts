import { Info2 } from '../../wire/proto.ts'
import type { Request } from './request.ts'

/** A record that is being created has generation 0 (generation_check, rw_utils_ce.c, 8.1.2). */
export function fitsGeneration(request: Request, generation: number): boolean {
  if ((request.info2 & Info2.generationEqual) !== 0) return request.generation === generation
  if ((request.info2 & Info2.generationGreater) !== 0) return request.generation > generation
  return true
}

/** Counts in 16 bits and leaves out 0 (as_record_increment_generation, record_ce.c). */
export function nextGeneration(generation: number): number {
  return generation >= 0xffff ? 1 : generation + 1
}
