import type { MapCreatingOptions, MapWriteOptions } from '../collections/call-options.ts'
import type { Integer } from '../collections/check.ts'
import type { MapReturnType } from '../collections/return-types.ts'
import type { Operation } from '../operations/operation.ts'
import type { Double, MapOrderName } from '../values.ts'
import type {
  ManyAnswers,
  OneAnswers,
  PickManyOptions,
  PickOptions,
  PlaceOptions,
} from './list-operations.ts'

/** An operation that answers about one element. */
export type MapOne<Return extends MapReturnType, Key, Element> = Operation<
  OneAnswers<Key, Element>[Return] | null
>
/** An operation that answers about any number of elements. */
export type MapMany<Return extends MapReturnType, Key, Element> = Operation<
  ManyAnswers<Key, Element>[Return] | null
>

/** The operations of `maps` on one bin, or on a place inside it. */
export interface MapOperations<Key, Element> {
  size(): Operation<number | null>
  getByKey<Return extends MapReturnType = 'value'>(
    key: Key,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  getByKeyList<Return extends MapReturnType = 'value'>(
    keys: readonly Key[],
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByKeyRange<Return extends MapReturnType = 'value'>(
    begin: Key | undefined,
    end: Key | undefined,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByKeyRelIndexRange<Return extends MapReturnType = 'value'>(
    key: Key,
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByIndex<Return extends MapReturnType = 'value'>(
    index: Integer,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  getByIndexRange<Return extends MapReturnType = 'value'>(
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByRank<Return extends MapReturnType = 'value'>(
    rank: Integer,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  getByRankRange<Return extends MapReturnType = 'value'>(
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByValue<Return extends MapReturnType = 'value'>(
    value: Element,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByValueList<Return extends MapReturnType = 'value'>(
    values: readonly Element[],
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByValueRange<Return extends MapReturnType = 'value'>(
    begin: Element | undefined,
    end: Element | undefined,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  getByValueRelRankRange<Return extends MapReturnType = 'value'>(
    value: Element,
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  create(options?: PlaceOptions<MapCreatingOptions>): Operation<null>
  setOrder(order: MapOrderName, options?: { readonly persistIndex?: boolean }): Operation<null>
  put(key: Key, value: Element, options?: PlaceOptions<MapWriteOptions>): Operation<number>
  putItems(
    items: ReadonlyMap<Key, Element> | { readonly [Name in Key & string]?: Element },
    options?: PlaceOptions<MapWriteOptions>,
  ): Operation<number>
  increment(
    key: Key,
    amount?: Integer | Double,
    options?: PlaceOptions<MapCreatingOptions>,
  ): Operation<number>
  decrement(
    key: Key,
    amount?: Integer | Double,
    options?: PlaceOptions<MapCreatingOptions>,
  ): Operation<number>
  clear(): Operation<null>
  removeByKey<Return extends MapReturnType = 'none'>(
    key: Key,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  removeByKeyList<Return extends MapReturnType = 'none'>(
    keys: readonly Key[],
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByKeyRange<Return extends MapReturnType = 'none'>(
    begin: Key | undefined,
    end: Key | undefined,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByKeyRelIndexRange<Return extends MapReturnType = 'none'>(
    key: Key,
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByIndex<Return extends MapReturnType = 'none'>(
    index: Integer,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  removeByIndexRange<Return extends MapReturnType = 'none'>(
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByRank<Return extends MapReturnType = 'none'>(
    rank: Integer,
    options?: PickOptions<Return>,
  ): MapOne<Return, Key, Element>
  removeByRankRange<Return extends MapReturnType = 'none'>(
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByValue<Return extends MapReturnType = 'none'>(
    value: Element,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByValueList<Return extends MapReturnType = 'none'>(
    values: readonly Element[],
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByValueRange<Return extends MapReturnType = 'none'>(
    begin: Element | undefined,
    end: Element | undefined,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
  removeByValueRelRankRange<Return extends MapReturnType = 'none'>(
    value: Element,
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): MapMany<Return, Key, Element>
}

/** The same on a map whose keys an interface names: each value is of the type of its key. */
export interface ObjectOperations<Inside> extends MapOperations<keyof Inside & string, Inside[keyof Inside]> {
  getByKey<Name extends keyof Inside & string, Return extends MapReturnType = 'value'>(
    key: Name,
    options?: PickOptions<Return>,
  ): MapOne<Return, Name, Inside[Name]>
  removeByKey<Name extends keyof Inside & string, Return extends MapReturnType = 'none'>(
    key: Name,
    options?: PickOptions<Return>,
  ): MapOne<Return, Name, Inside[Name]>
  put<Name extends keyof Inside & string>(
    key: Name,
    value: Inside[Name],
    options?: PlaceOptions<MapWriteOptions>,
  ): Operation<number>
  putItems(items: Partial<Inside>, options?: PlaceOptions<MapWriteOptions>): Operation<number>
}
