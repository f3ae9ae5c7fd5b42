import type { Value } from '../values.ts'
import { ReturnType } from './cdt-codes.ts'

/**
 * What to answer about list elements: nothing; positions from the start or the end (`index`, `reverseIndex`) or in the
 * order of values (`rank`, `reverseRank`); how many (`count`); the elements (`value`); whether there are any (`exists`).
 */
export type ListReturnType =
  'none' | 'index' | 'reverseIndex' | 'rank' | 'reverseRank' | 'count' | 'value' | 'exists'
/**
 * What to answer about map entries: as for lists, and the keys (`key`), keys and values as pairs in the order in which
 * they were selected (`keyValue`), or as a map (`unorderedMap`, `orderedMap`).
 */
export type MapReturnType = ListReturnType | 'key' | 'keyValue' | 'unorderedMap' | 'orderedMap'

/** What a list operation may answer about the elements it selected, by name. */
export const LIST_RETURN_TYPES = {
  none: ReturnType.none,
  index: ReturnType.index,
  reverseIndex: ReturnType.reverseIndex,
  rank: ReturnType.rank,
  reverseRank: ReturnType.reverseRank,
  count: ReturnType.count,
  value: ReturnType.value,
  exists: ReturnType.exists,
} as const satisfies Record<ListReturnType, number>

/** What a map operation may answer about the entries it selected, by name. */
export const MAP_RETURN_TYPES = {
  ...LIST_RETURN_TYPES,
  key: ReturnType.key,
  keyValue: ReturnType.keyValue,
  unorderedMap: ReturnType.unorderedMap,
  orderedMap: ReturnType.orderedMap,
} as const satisfies Record<MapReturnType, number>

/** A map as it is read: a plain object or a `Map`, as the option `maps` says. */
export type MapResult = ReadonlyMap<Value, Value> | { readonly [key: string]: Value }

/** What an operation that selects any number of elements answers, by its return type. */
export interface ManyResults {
  none: null
  index: number[]
  reverseIndex: number[]
  rank: number[]
  reverseRank: number[]
  count: number
  exists: boolean
  key: Value[]
  value: Value[]
  keyValue: [key: Value, value: Value][]
  unorderedMap: MapResult
  orderedMap: MapResult
}

/** What an operation that selects one element answers, by its return type. */
export interface OneResults extends Omit<
  ManyResults,
  'index' | 'reverseIndex' | 'rank' | 'reverseRank' | 'key' | 'value'
> {
  index: number
  reverseIndex: number
  rank: number
  reverseRank: number
  key: Value
  value: Value
}

/** The answer of an operation that selects one element; null when the bin is missing. */
export type One<Return extends MapReturnType> = OneResults[Return] | null
/** The answer of an operation that selects any number of elements; null when the bin is missing. */
export type Many<Return extends MapReturnType> = ManyResults[Return] | null
