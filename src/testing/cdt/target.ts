/** What a write operation finds at its place, as far as it decides about new lists and maps. */
import { PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import type { Change } from './change.ts'
import { bodyOf } from './packed.ts'
import type { Packed } from './packed.ts'

export interface Target {
  /** A list or map is there; the bin is missing; or a context creates the place. */
  readonly state: 'live' | 'missing' | 'created'
  /** Whether the bin itself is missing. */
  readonly newBin: boolean
  /** Whether an index may be stored: with a bin of its own only. Elsewhere the wish is ignored. */
  readonly storesIndex: boolean
}

/** The flags of a new list or map; flags that do not exist count as none (cdt_context_use_static_*_if_notinuse). */
export function freshFlags(target: Target, asked: bigint, known: number): number {
  const flags = settledFlags(target, asked)
  return (flags & ~known) === 0 ? flags : 0
}

/** The flags asked for, as far as the place allows them. The server takes their low byte only. */
export function settledFlags(target: Target, asked: bigint): number {
  const flags = Number(asked & 0xffn)
  return target.storesIndex ? flags : flags & ~PERSIST_INDEX
}

/** A write that changed nothing still leaves a bin behind where there was none. */
export function settle(target: Target, fresh: Packed, change: Change): Change {
  if (change.body !== undefined || target.state !== 'missing') return change
  return { ...change, body: bodyOf(fresh, 0, []) }
}
