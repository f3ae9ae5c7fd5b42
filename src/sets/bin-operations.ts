import type { bits, hll } from '../operations/index.ts'
import type { Operation } from '../operations/operation.ts'
import type { Double, HyperLogLog } from '../values.ts'
import type { ListOperations } from './list-operations.ts'
import type { MapOperations, ObjectOperations } from './map-operations.ts'
import type { SetTypes } from './set-types.ts'

// The face of each kind of bin in `operate`.

/** A bin of any type. */
export interface AnyBin<Field> {
  /** Reads the bin. Answers its value, null when the record has no such bin. */
  read(): Operation<NonNullable<Field> | null>
  /** Writes the bin; `null` deletes it. The schema is not asked. */
  write(value: Field | null): Operation<null>
}

/** A bin of numbers. */
export interface NumberBin {
  /** Adds to it; a missing bin counts as 0. */
  add(amount: number | bigint | Double): Operation<null>
}

/** A bin of text or bytes. */
export interface TextBin<Stored> {
  /** Appends; a missing bin counts as empty. */
  append(value: Stored): Operation<null>
  /** Prepends; a missing bin counts as empty. */
  prepend(value: Stored): Operation<null>
}

/** The functions of a module of operations, without their first argument, the bin. */
export type OnBin<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (
    bin: string,
    ...rest: infer Rest
  ) => infer Built
    ? (...rest: Rest) => Built
    : never
}

/** A bin of bytes. */
export interface BytesBin extends TextBin<Uint8Array> {
  /** The operations of `bits`. */
  readonly bits: OnBin<typeof bits>
}

/** A bin that is a sketch. */
export interface SketchBin {
  /** The operations of `hll`. */
  readonly hll: OnBin<typeof hll>
}

/** A list, in a bin or inside one. */
export interface ListBin<Element> {
  /** The operations of `lists`. */
  readonly lists: ListOperations<Element>
  /** A list or map that is an element of it. */
  at(index: number): NestedOf<Element>
}

/** A map, in a bin or inside one. */
export interface MapBin<Key, Element> {
  /** The operations of `maps`. */
  readonly maps: MapOperations<Key, Element>
  /** A list or map that is the value of a key. */
  key(key: Key): NestedOf<Element>
}

/** A map whose keys an interface names. */
export interface ObjectBin<Inside> {
  /** The operations of `maps`. */
  readonly maps: ObjectOperations<Inside>
  /** A list or map that is the value of a key. */
  key<Name extends keyof Inside & string>(key: Name): NestedOf<Inside[Name]>
}

/** A bin of which nobody knows the type. */
export interface UnknownBin
  extends NumberBin, BytesBin, SketchBin, ListBin<unknown>, MapBin<unknown, unknown> {}

/** What operations a place inside a bin has, by the type of what stands there. */
export type NestedOf<Stored> = [NonNullable<Stored>] extends [infer Known]
  ? [Known] extends [readonly (infer Element)[]]
    ? ListBin<Element>
    : [Known] extends [ReadonlyMap<infer Key, infer Element>]
      ? MapBin<Key, Element>
      : ObjectBin<Known>
  : never

/** What operations a bin has, by the type of what it holds. */
export type BinOperationsOf<Stored> = [NonNullable<Stored>] extends [infer Known]
  ? unknown extends Known
    ? UnknownBin
    : [Known] extends [string]
      ? TextBin<string>
      : [Known] extends [number | bigint | Double]
        ? NumberBin
        : [Known] extends [boolean]
          ? object
          : [Known] extends [Uint8Array]
            ? BytesBin
            : [Known] extends [HyperLogLog]
              ? SketchBin
              : NestedOf<Known>
  : never

/** The bins of a set, in `operate`. */
export type OperableBins<Types extends SetTypes> = {
  readonly [Name in keyof Types['stored'] & string]-?: AnyBin<
    Name extends keyof Types['output'] ? Types['output'][Name] : never
  > &
    BinOperationsOf<Types['stored'][Name]>
}
