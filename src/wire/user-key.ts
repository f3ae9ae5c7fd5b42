import { ParticleType } from './proto.ts'
import type { Writer } from './writer.ts'

/** What a record may be called by. Integers are 64 bits: numbers must be safe integers, beyond that use a bigint. */
export type UserKey = string | number | bigint | Uint8Array

/** What a message needs of a record's key. */
export interface RecordKey {
  readonly namespace: string
  readonly set: string
  writeDigest(writer: Writer): void
  readonly userKey: UserKey | undefined
}

/** Writes the user's key as the digest and the key field have it, and returns its particle type. */
export function writeUserKey(writer: Writer, userKey: UserKey): ParticleType {
  if (typeof userKey === 'string') {
    writer.utf8(userKey)
    return ParticleType.string
  }
  if (typeof userKey === 'number') {
    writer.i64(userKey)
    return ParticleType.integer
  }
  if (typeof userKey === 'bigint') {
    writer.bigint64(userKey)
    return ParticleType.integer
  }
  writer.bytes(userKey)
  return ParticleType.blob
}
