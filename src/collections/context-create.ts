import type { MapOrderName } from '../values.ts'
import { ContextCreate, type ListOrder } from './cdt-codes.ts'

/** What a context's step says to create for a missing list. Ordered lists are not padded. */
export function listCreate(order: keyof typeof ListOrder = 'unordered', pad = false): number {
  if (order === 'ordered') return ContextCreate.listOrdered
  return pad ? ContextCreate.listUnorderedPadded : ContextCreate.listUnordered
}

const MAP_CREATE = {
  unordered: ContextCreate.mapUnordered,
  key: ContextCreate.mapKeyOrdered,
  keyValue: ContextCreate.mapKeyValueOrdered,
} as const

/** What a context's step says to create for a missing map. */
export function mapCreate(order: MapOrderName = 'unordered'): number {
  return MAP_CREATE[order]
}
