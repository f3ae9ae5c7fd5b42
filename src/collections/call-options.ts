import type { MapOrderName } from '../values.ts'
import type { Integer } from './check.ts'
import type { ContextOption } from './pack-call.ts'

// Options of the calls on lists, maps, blobs and HyperLogLogs, in operations and in expressions.

/** How a list keeps its elements: as they were added, or sorted by value. */
export type ListOrderName = 'unordered' | 'ordered'

/** What a list write may do. */
export interface ListWriteOptions extends ContextOption {
  /** Refuse a value that the list has already, with `ELEMENT_EXISTS`. Default false. */
  readonly unique?: boolean
  /** Refuse an index beyond the end, with `OP_NOT_APPLICABLE`, instead of padding with nil. Default false. */
  readonly bounded?: boolean
  /** Leave the list as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
  /** With `noFail`: of several values, write those that can be written. Default false. */
  readonly partial?: boolean
}

/** Options of operations that create the list when it is missing. */
export interface ListCreatingOptions extends ListWriteOptions {
  /** Order of the list if it is created; an existing one keeps its own. Default `unordered`. */
  readonly order?: ListOrderName
  /** Store the list's index with it if it is created; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

/** How a map is stored when an operation creates it. */
export interface MapCreatingOptions extends ContextOption {
  /** Order of the map if it is created; an existing one keeps its own. Default `unordered`. */
  readonly order?: MapOrderName
  /** Store the map's index with it if it is created; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

/** What a map write may do. */
export interface MapWriteOptions extends MapCreatingOptions {
  /** Refuse a key that the map has already, with `ELEMENT_EXISTS`. Default false. */
  readonly createOnly?: boolean
  /** Refuse a key that the map does not have, with `ELEMENT_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the map as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
  /** With `noFail`: of several entries, write those that can be written. Default false. */
  readonly partial?: boolean
}

/** What a bit write may do. */
export interface BitWriteOptions {
  /** Refuse a bin that is there already, with `BIN_EXISTS`; for resize and insert. Default false. */
  readonly createOnly?: boolean
  /** Refuse a missing bin, with `BIN_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the bin as it was instead of failing. Default false. */
  readonly noFail?: boolean
  /** Shorten what reaches past the end of the blob. Default false. */
  readonly partial?: boolean
}

/** How resize works. */
export interface BitResizeOptions extends BitWriteOptions {
  /** Add or remove bytes at the beginning instead of the end. Default false. */
  readonly fromFront?: boolean
  /** Refuse to shrink, with `PARAMETER`. Default false. */
  readonly growOnly?: boolean
  /** Refuse to grow, with `PARAMETER`. Default false. */
  readonly shrinkOnly?: boolean
}

/** What to do when a result does not fit: fail, take the nearest value that does, or the low bits. */
export type BitOverflowName = 'fail' | 'saturate' | 'wrap'

/** How add and subtract work. */
export interface BitArithmeticOptions extends BitWriteOptions {
  /** Read the bits as two's complement. Default false. */
  readonly signed?: boolean
  /** What to do when the result does not fit: `OP_NOT_APPLICABLE`, the nearest number that fits, or its low bits. Default `fail`. */
  readonly overflow?: BitOverflowName
}

/** What a HyperLogLog write may do. */
export interface HllWriteOptions {
  /** Refuse a bin that is there already, with `BIN_EXISTS`. Default false. */
  readonly createOnly?: boolean
  /** Refuse a missing bin, with `BIN_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the bin as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
}

/** Size of a sketch: 2^`indexBits` registers, and what it knows beside them. */
export interface HllSizeOptions extends HllWriteOptions {
  /** 4 to 16; the error of a count is about 1.04 / √(2^indexBits). Default: that of the bin, which must be there. */
  readonly indexBits?: Integer
  /** 0, or 4 to 51, for intersections of more than two sketches; together at most 64. Default: that of the bin, else 0. */
  readonly minhashBits?: Integer
}

/** Options of `hll.setUnion`. */
export interface HllUnionOptions extends HllWriteOptions {
  /** Let the bin shrink to the smallest sketch of the union. Default false. */
  readonly allowFold?: boolean
}
