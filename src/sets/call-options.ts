import type { RecordMetadata } from '../wire/reply.ts'
import type { Context } from '../collections/index.ts'
import type { OperationResults } from '../operations/index.ts'
import type { Operation } from '../operations/operation.ts'
import type { BatchOptions } from '../policy/batch-options.ts'
import type { ReadOptions, WriteOptions } from '../policy/command-options.ts'
import type { Double, GeoJSON } from '../values.ts'
import type { RowOutcome } from '../batch/index.ts'
import type { IndexType } from '../admin/index.ts'

/** Options of `get` with the fields to be read. */
export interface FieldsOption<Name extends string> extends ReadOptions {
  /** The fields to read; none when empty. */
  readonly bins: readonly Name[]
}

/** Options of `getMany` with the fields to be read. */
export interface ManyFieldsOption<Name extends string> extends BatchOptions {
  /** The fields to read; none when empty. */
  readonly bins: readonly Name[]
}

/** Options of `update`. Those that both have hold for the read and for the write. */
export interface UpdateOptions extends Omit<
  WriteOptions,
  'generation' | 'generationPolicy' | 'exists' | 'filteredOut'
> {
  /** How often it is tried when somebody else writes in between. Default 10; from 1 to 1000. */
  readonly attempts?: number | undefined
}

/** What operations on a record of a set answer. */
export interface SetOperateResult<Operations extends readonly Operation[]> extends RecordMetadata {
  /** One result for each operation, in their order; null for one that answers nothing. */
  readonly results: OperationResults<Operations>
}

/** Result of a row of `operateMany`. */
export type SetOperateRowResult<Operations extends readonly Operation[]> = RowOutcome<
  SetOperateResult<Operations>,
  object
>

/** What an index holds of a value; of a list or map, what its elements are. */
export type IndexTypeOf<Stored> = [NonNullable<Stored>] extends [infer Known]
  ? [Known] extends [number | bigint]
    ? 'numeric'
    : [Known] extends [string]
      ? 'string'
      : [Known] extends [Uint8Array]
        ? 'blob'
        : [Known] extends [GeoJSON]
          ? 'geo2dsphere'
          : [Known] extends [boolean | Double]
            ? never
            : IndexType
  : never

/** An index on a field. */
export interface FieldIndex<Name extends string, Stored> {
  readonly name: string
  /** The field. */
  readonly bin: Name
  readonly type: IndexTypeOf<Stored>
  /** What of a list or map is indexed. Default: the bin itself. */
  readonly collection?: 'default' | 'list' | 'mapKeys' | 'mapValues' | undefined
  /** The way to a place in the bin. */
  readonly context?: Context | undefined
}
