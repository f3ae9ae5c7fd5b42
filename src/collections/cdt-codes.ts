/**
 * The numbers of list and map operations: what a builder packs and the memory server answers.
 * Source: aerospike-server 8.1.2, as/include/base/proto.h (CDT ops) and as_msgpack.h (order flags).
 */

/** First element of a payload that is not a plain `[op, args…]`. */
export const CdtEnvelope = {
  /** `[0xFE, …]`: a path expression. */
  select: 0xfe,
  /** `[0xFF, [type, value, …], [op, args…]]`: an operation on a nested list or map. */
  context: 0xff,
} as const

/** What a path expression is to do, the third element of its payload; one of the first four, and others added (cdt.c, SELECT_*). */
export const PathFlag = {
  /** Answer the bin itself, cut down to what the path leads to. */
  tree: 0,
  value: 1,
  key: 2,
  keyValue: 3,
  /** Change the elements instead. */
  apply: 4,
  /** Take what an expression cannot tell for false. */
  noFail: 0x10,
} as const

/** List operations. Those below 16 and from 32 on modify, the others read. */
export const ListOp = {
  setType: 0,
  append: 1,
  appendItems: 2,
  insert: 3,
  insertItems: 4,
  pop: 5,
  popRange: 6,
  remove: 7,
  removeRange: 8,
  set: 9,
  trim: 10,
  clear: 11,
  increment: 12,
  sort: 13,
  size: 16,
  get: 17,
  getRange: 18,
  getByIndex: 19,
  getByValue: 20,
  getByRank: 21,
  getAllByValue: 22,
  getByValueList: 23,
  getByIndexRange: 24,
  getByValueInterval: 25,
  getByRankRange: 26,
  getByValueRelRankRange: 27,
  removeByIndex: 32,
  removeByValue: 33,
  removeByRank: 34,
  removeAllByValue: 35,
  removeByValueList: 36,
  removeByIndexRange: 37,
  removeByValueInterval: 38,
  removeByRankRange: 39,
  removeByValueRelRankRange: 40,
} as const
export type ListOp = (typeof ListOp)[keyof typeof ListOp]

/** Map operations. Those below 96 modify, the others read. */
export const MapOp = {
  setType: 64,
  add: 65,
  addItems: 66,
  put: 67,
  putItems: 68,
  replace: 69,
  replaceItems: 70,
  increment: 73,
  decrement: 74,
  clear: 75,
  removeByKey: 76,
  removeByIndex: 77,
  removeByValue: 78,
  removeByRank: 79,
  removeByKeyList: 81,
  removeAllByValue: 82,
  removeByValueList: 83,
  removeByKeyInterval: 84,
  removeByIndexRange: 85,
  removeByValueInterval: 86,
  removeByRankRange: 87,
  removeByKeyRelIndexRange: 88,
  removeByValueRelRankRange: 89,
  size: 96,
  getByKey: 97,
  getByIndex: 98,
  getByValue: 99,
  getByRank: 100,
  getAllByValue: 102,
  getByKeyInterval: 103,
  getByIndexRange: 104,
  getByValueInterval: 105,
  getByRankRange: 106,
  getByKeyList: 107,
  getByValueList: 108,
  getByKeyRelIndexRange: 109,
  getByValueRelRankRange: 110,
} as const
export type MapOp = (typeof MapOp)[keyof typeof MapOp]

/** What a `getBy…` or `removeBy…` operation answers about the elements it selected. */
export const ReturnType = {
  /** Nothing. */
  none: 0,
  /** Position, from the start. */
  index: 1,
  /** Position, from the end. */
  reverseIndex: 2,
  /** Position in value order, smallest first. */
  rank: 3,
  /** Position in value order, largest first. */
  reverseRank: 4,
  /** How many. */
  count: 5,
  /** Map keys. */
  key: 6,
  /** Values. */
  value: 7,
  /** Keys and values, in the order in which they were selected (maps only). */
  keyValue: 8,
  /** Whether there is any. */
  exists: 13,
  /** Keys and values as an unordered map (maps only). */
  unorderedMap: 16,
  /** Keys and values as a key-ordered map (maps only). */
  orderedMap: 17,
  /** Added to one of the others: select the elements that do not match. */
  inverted: 0x10000,
} as const
export type ReturnType = (typeof ReturnType)[keyof typeof ReturnType]

/** How a list keeps its elements. */
export const ListOrder = {
  /** As they were added. */
  unordered: 0,
  /** Sorted by value. */
  ordered: 1,
} as const
export type ListOrder = (typeof ListOrder)[keyof typeof ListOrder]

/** How a map keeps its entries. */
export const MapOrder = {
  /** No order. */
  unordered: 0,
  /** Sorted by key. */
  keyOrdered: 1,
  /** Sorted by key, with an index by value. */
  keyValueOrdered: 3,
} as const
export type MapOrder = (typeof MapOrder)[keyof typeof MapOrder]

/** Added to a list's or map's order when it is set: the bin's own index is stored with it (top level only). */
export const PERSIST_INDEX = 0x10

/** Marks a map's entries as listed in a chosen order; only in answers of `ReturnType.keyValue`. */
export const MAP_PRESERVE_ORDER = 0x08

/** Flags of list writes, to be added up. */
export const ListWriteFlag = {
  default: 0,
  /** Refuse a value that the list has already: result code 24. */
  addUnique: 1,
  /** Refuse an index beyond the end instead of padding with nil: result code 26. */
  insertBounded: 2,
  /** Leave the list as it was instead of failing. */
  noFail: 4,
  /** With `noFail`, of several values write those that can be written. */
  partial: 8,
} as const
export type ListWriteFlag = (typeof ListWriteFlag)[keyof typeof ListWriteFlag]

/** Flags of map writes, to be added up. */
export const MapWriteFlag = {
  default: 0,
  /** Refuse a key that the map has already: result code 24. */
  createOnly: 1,
  /** Refuse a key that the map does not have: result code 23. */
  updateOnly: 2,
  /** Leave the map as it was instead of failing. */
  noFail: 4,
  /** With `noFail`, of several entries write those that can be written. */
  partial: 8,
} as const
export type MapWriteFlag = (typeof MapWriteFlag)[keyof typeof MapWriteFlag]

/** Flags of a list sort, to be added up. */
export const ListSortFlag = {
  default: 0,
  descending: 1,
  dropDuplicates: 2,
} as const
export type ListSortFlag = (typeof ListSortFlag)[keyof typeof ListSortFlag]

/** One step of a context: how it picks a nested element. */
export const ContextType = {
  /** Every element for which an expression is true (path expressions only). */
  expression: 0x04,
  listIndex: 0x10,
  listRank: 0x11,
  listValue: 0x13,
  mapIndex: 0x20,
  mapRank: 0x21,
  mapKey: 0x22,
  mapValue: 0x23,
  /** Every key of a list of keys (path expressions only). */
  mapKeysIn: 0x2a,
  /** Added to `expression`: a further condition on the step before (path expressions only). */
  and: 0x200,
} as const
export type ContextType = (typeof ContextType)[keyof typeof ContextType]

/** Added to the type of a `listIndex` or `mapKey` step: what to create when nothing is there. */
export const ContextCreate = {
  /** For a list step: an unordered list, whose index may not lie beyond the end. */
  listUnordered: 0x40,
  /** For a list step: an unordered list, padded with nil up to the index. */
  listUnorderedPadded: 0x80,
  /** For a list step: an ordered list. */
  listOrdered: 0xc0,
  mapUnordered: 0x40,
  mapKeyOrdered: 0x80,
  mapKeyValueOrdered: 0xc0,
  /** Added to one of the others: store the index too (top level only). */
  persistIndex: 0x100,
} as const
export type ContextCreate = (typeof ContextCreate)[keyof typeof ContextCreate]

/** Steps that the path of a path expression has at most (cdt_process_state_select, cdt.c). */
export const PATH_STEPS_MAX = 64
