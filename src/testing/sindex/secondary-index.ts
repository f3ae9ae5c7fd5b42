import type { Expression } from '../expression/index.ts'

/** What of a bin an index is on (as_sindex_type, as/include/sindex/sindex_manager.h). */
export const Collection = { default: 0, list: 1, mapKeys: 2, mapValues: 3, set: 4 } as const
export const COLLECTION_NAMES = ['default', 'list', 'mapkeys', 'mapvalues', 'set'] as const

/** A secondary index. Nothing is kept for it: who asks looks at the records. */
export interface SecondaryIndex {
  /** As the bytes it is; so are the other names. */
  name: string
  /** Empty when it is on records of any set, and of none. */
  readonly set: string
  /** Empty for an index on an expression or a set. */
  readonly bin: string
  /** Particle type of its values. */
  readonly type: number
  readonly collection: number
  /** Where in the bin the indexed value is, as a client sends it. */
  readonly context?: Buffer
  readonly expression?: { readonly bytes: Buffer; readonly compiled: Expression }
}

/** Whether two indexes are on the same thing, whatever they are called. */
export function isSameDefinition(a: Omit<SecondaryIndex, 'name'>, b: Omit<SecondaryIndex, 'name'>): boolean {
  return (
    a.set === b.set &&
    a.bin === b.bin &&
    a.type === b.type &&
    a.collection === b.collection &&
    isSameBytes(a.context, b.context) &&
    isSameBytes(a.expression?.bytes, b.expression?.bytes)
  )
}

function isSameBytes(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined ? b === undefined : b !== undefined && a.equals(b)
}
