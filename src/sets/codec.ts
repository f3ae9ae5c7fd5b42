import type { Value } from '../values.ts'

/**
 * How values of one kind are stored. Never asked about null, undefined or a missing bin.
 *
 * @example
 * interface Profile { born: Date }
 * const profile: Codec<Profile, Uint8Array> = {
 *   encode: packDocument,
 *   decode: (bytes) => unpackDocument<Profile>(bytes),
 * }
 */
export interface Codec<Type = unknown, Stored = Value> {
  /** What is written into the bin. */
  encode(value: Type): Stored
  /** What was in the bin as the application has it. May throw for what {@link encode} never made. */
  decode(stored: Stored): Type
}

/** How keys of the application become keys of records. */
export interface KeyCodec<Id = unknown> {
  /** The user's key. Two keys of the application must never become the same one. */
  encode(id: Id): string | number | bigint | Uint8Array
  /** The key of the application again, where the record has its user's key with it. */
  decode?(userKey: string | number | bigint | Uint8Array): Id
}
