import type { ReadPolicy } from '../policy/command.ts'
import { readMetadata, type RecordMetadata } from '../wire/reply.ts'
import type { Command } from '../execute/command.ts'
import { encodeRead } from './get.ts'
import { isFound } from './refusal.ts'

const NO_BINS: readonly string[] = []

/** Whether a record is there: a read without bins (info1 = READ | GET_NO_BINS). */
export const exists: Command<undefined, boolean, ReadPolicy> = {
  name: 'exists',
  isWrite: false,
  encode: (writer, key, _args, policy) => {
    encodeRead(writer, key, NO_BINS, policy)
  },
  decode: isFound,
}

/** Generation and ttl alone: the same read, its header kept. */
export const metadata: Command<undefined, RecordMetadata | null, ReadPolicy> = {
  name: 'metadata',
  isWrite: false,
  encode: exists.encode,
  decode: (buffer, start, end, key, args, policy) =>
    isFound(buffer, start, end, key, args, policy) ? readMetadata(buffer, start) : null,
}
