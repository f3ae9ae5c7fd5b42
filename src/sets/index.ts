// Sets with typed keys and bins, checked by a schema.
export { define, type Definition } from './define.ts'
export { types } from './schema.ts'
export type { InputOf, OutputOf, SchemaComplaint, SchemaResult, StandardSchema } from './schema.ts'
export * as codecs from './codecs.ts'
export * as keys from './keys.ts'
export type { FieldCodecs, StoredInside } from './codecs.ts'
export type { Codec, KeyCodec } from './codec.ts'
export { SchemaError, type SchemaIssue, StoredError } from './schema-error.ts'
export type { IdOf, TypedSet } from './typed-set.ts'
export type { SetQuery } from './typed-query.ts'
export type { SetOptions } from './options.ts'
export type {
  CodecsFor,
  DefaultsFor,
  FieldOf,
  Flat,
  InputWith,
  NullNames,
  OutputWith,
  PlainTypes,
  ReadFields,
  SchemaTypes,
  SetTypes,
  StoredWith,
} from './set-types.ts'
export type {
  AliasesThatFit,
  Ascii,
  Eight,
  FieldFault,
  FieldsThatFit,
  Fitting,
  IsTooLong,
  NameTooLong,
  NeedsCodec,
  Sixteen,
  TooLongNames,
  Unstorable,
  UnstorableNames,
  ValueFault,
  Widened,
} from './names.ts'
export type {
  FieldIndex,
  FieldsOption,
  IndexTypeOf,
  ManyFieldsOption,
  SetOperateResult,
  SetOperateRowResult,
  UpdateOptions,
} from './call-options.ts'
export type {
  AnyBin,
  BinOperationsOf,
  BytesBin,
  ListBin,
  MapBin,
  NestedOf,
  NumberBin,
  ObjectBin,
  OnBin,
  OperableBins,
  SketchBin,
  TextBin,
  UnknownBin,
} from './bin-operations.ts'
export type {
  ListMany,
  ListOne,
  ListOperations,
  ManyAnswers,
  OneAnswers,
  PickManyOptions,
  PickOptions,
  PlaceOptions,
} from './list-operations.ts'
export type { MapMany, MapOne, MapOperations, ObjectOperations } from './map-operations.ts'
