import type { Codec } from './codec.ts'
import type { InputOf, OutputOf, StandardSchema } from './schema.ts'

/** The types of a set. */
export interface SetTypes {
  /** What is written: the input of the schema. Fields with a default may be left out. */
  readonly input: unknown
  /** What is read: the output of the schema, which is what is stored, after the codecs. Fields that may be null are missing then. */
  readonly output: unknown
  /** What the bins hold, by field: what filters, indexes and operations work on. */
  readonly stored: unknown
  /** The application's keys. */
  readonly id: unknown
}

/** Names of the fields of a set. */
export type FieldOf<Types extends SetTypes> = keyof Types['output'] & string

/** Names of the fields that may be null. */
export type NullNames<Fields> = {
  [Name in keyof Fields]-?: unknown extends Fields[Name] ? never : null extends Fields[Name] ? Name : never
}[keyof Fields]

/** The same fields, as one type that editors show in full. */
export type Flat<Fields> = { [Name in keyof Fields]: Fields[Name] }

/** Fields as they are read: null is no value of a bin, so that one that may be null is missing. */
export type ReadFields<Fields> = null extends Fields[keyof Fields]
  ? Flat<Omit<Fields, NullNames<Fields>> & { [Name in NullNames<Fields>]?: Exclude<Fields[Name], null> }>
  : Fields

/** What may be left out of a record that is written, since it has a default. */
export type InputWith<Fields, Defaults> = [keyof Defaults] extends [never]
  ? Fields
  : Flat<Omit<Fields, keyof Defaults> & { [Name in keyof Fields & keyof Defaults]?: Fields[Name] }>

/** What is there whenever a record is read, since it has a default. */
export type OutputWith<Fields, Defaults> = [keyof Defaults] extends [never]
  ? ReadFields<Fields>
  : Flat<
      ReadFields<Omit<Fields, keyof Defaults>> & {
        [Name in keyof Fields & keyof Defaults]-?: Exclude<Fields[Name], undefined>
      }
    >

/** What bins hold, after the codecs. */
export type StoredWith<Fields, Codecs> = [keyof Codecs] extends [never]
  ? Fields
  : {
      [Name in keyof Fields]: Name extends keyof Codecs
        ? Codecs[Name] extends { encode(value: never): infer Stored }
          ? Stored
          : Fields[Name]
        : Fields[Name]
    }

/** The types of a set that has no schema. */
export interface PlainTypes<Fields extends object, Id> extends SetTypes {
  readonly input: Fields
  readonly output: Fields
  readonly stored: Fields
  readonly id: Id
}

/** The types of a set by its schema and options. */
export interface SchemaTypes<Schema extends StandardSchema, Codecs, Defaults, Id> extends SetTypes {
  readonly input: InputWith<InputOf<Schema>, Defaults>
  readonly output: OutputWith<OutputOf<Schema>, Defaults>
  readonly stored: StoredWith<ReadFields<OutputOf<Schema>>, Codecs>
  readonly id: Id
}

/** A codec for each field that has one. */
export type CodecsFor<Fields> = { readonly [Name in keyof Fields]?: Codec<NonNullable<Fields[Name]>> }

/** A value or a function that makes one, for each field that has a default. */
export type DefaultsFor<Fields> = {
  readonly [Name in keyof Fields]?: Fields[Name] | (() => Fields[Name])
}
