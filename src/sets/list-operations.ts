import type { ListCreatingOptions, ListOrderName, ListWriteOptions } from '../collections/call-options.ts'
import type { Integer } from '../collections/check.ts'
import type { ListReturnType, ManyResults, MapReturnType, OneResults } from '../collections/return-types.ts'
import type { Operation } from '../operations/operation.ts'
import type { Double } from '../values.ts'

/** Options without a context: the place says where the operation works. */
export type PlaceOptions<Options> = Omit<Options, 'context'>

/** Options of an operation that selects one element. */
export interface PickOptions<Return extends MapReturnType> {
  /** What to answer. Default: `value` when reading, `none` when removing. */
  readonly returnType?: Return
}

/** Options of an operation that selects any number of elements. */
export interface PickManyOptions<Return extends MapReturnType> extends PickOptions<Return> {
  /** Select all the others instead. Default false. */
  readonly inverted?: boolean
}

/** What an operation that selects one element answers, by its return type. */
export interface OneAnswers<Key, Element> extends Omit<OneResults, 'key' | 'value' | 'keyValue'> {
  key: Key
  value: Element
  keyValue: [key: Key, value: Element][]
}

/** What an operation that selects any number of elements answers, by its return type. */
export interface ManyAnswers<Key, Element> extends Omit<ManyResults, 'key' | 'value' | 'keyValue'> {
  key: Key[]
  value: Element[]
  keyValue: [key: Key, value: Element][]
}

/** An operation that answers about one element. */
export type ListOne<Return extends ListReturnType, Element> = Operation<
  OneAnswers<never, Element>[Return] | null
>
/** An operation that answers about any number of elements. */
export type ListMany<Return extends ListReturnType, Element> = Operation<
  ManyAnswers<never, Element>[Return] | null
>

/** The operations of `lists` on one bin, or on a place inside it. */
export interface ListOperations<Element> {
  size(): Operation<number | null>
  get(index: Integer): Operation<Element | null>
  getRange(index: Integer, count?: Integer): Operation<Element[] | null>
  getByIndex<Return extends ListReturnType = 'value'>(
    index: Integer,
    options?: PickOptions<Return>,
  ): ListOne<Return, Element>
  getByIndexRange<Return extends ListReturnType = 'value'>(
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  getByRank<Return extends ListReturnType = 'value'>(
    rank: Integer,
    options?: PickOptions<Return>,
  ): ListOne<Return, Element>
  getByRankRange<Return extends ListReturnType = 'value'>(
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  getByValue<Return extends ListReturnType = 'value'>(
    value: Element,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  getByValueList<Return extends ListReturnType = 'value'>(
    values: readonly Element[],
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  getByValueRange<Return extends ListReturnType = 'value'>(
    begin: Element | undefined,
    end: Element | undefined,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  getByValueRelRankRange<Return extends ListReturnType = 'value'>(
    value: Element,
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  create(options?: {
    readonly order?: ListOrderName
    readonly pad?: boolean
    readonly persistIndex?: boolean
  }): Operation<null>
  setOrder(order: ListOrderName, options?: { readonly persistIndex?: boolean }): Operation<null>
  append(value: Element, options?: PlaceOptions<ListCreatingOptions>): Operation<number>
  appendItems(values: readonly Element[], options?: PlaceOptions<ListCreatingOptions>): Operation<number>
  insert(index: Integer, value: Element, options?: PlaceOptions<ListWriteOptions>): Operation<number>
  insertItems(
    index: Integer,
    values: readonly Element[],
    options?: PlaceOptions<ListWriteOptions>,
  ): Operation<number>
  set(index: Integer, value: Element, options?: PlaceOptions<ListWriteOptions>): Operation<null>
  increment(
    index: Integer,
    amount?: Integer | Double,
    options?: PlaceOptions<ListCreatingOptions>,
  ): Operation<number>
  sort(options?: { readonly descending?: boolean; readonly dropDuplicates?: boolean }): Operation<null>
  trim(index: Integer, count: Integer): Operation<number | null>
  clear(): Operation<null>
  pop(index: Integer): Operation<Element | null>
  popRange(index: Integer, count?: Integer): Operation<Element[] | null>
  remove(index: Integer): Operation<number | null>
  removeRange(index: Integer, count?: Integer): Operation<number | null>
  removeByIndex<Return extends ListReturnType = 'none'>(
    index: Integer,
    options?: PickOptions<Return>,
  ): ListOne<Return, Element>
  removeByIndexRange<Return extends ListReturnType = 'none'>(
    index: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  removeByRank<Return extends ListReturnType = 'none'>(
    rank: Integer,
    options?: PickOptions<Return>,
  ): ListOne<Return, Element>
  removeByRankRange<Return extends ListReturnType = 'none'>(
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  removeByValue<Return extends ListReturnType = 'none'>(
    value: Element,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  removeByValueList<Return extends ListReturnType = 'none'>(
    values: readonly Element[],
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  removeByValueRange<Return extends ListReturnType = 'none'>(
    begin: Element | undefined,
    end: Element | undefined,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
  removeByValueRelRankRange<Return extends ListReturnType = 'none'>(
    value: Element,
    rank: Integer,
    count?: Integer,
    options?: PickManyOptions<Return>,
  ): ListMany<Return, Element>
}
