import { clientError } from '../errors/index.ts'
import { isKey, type Key } from '../key.ts'
import { isBytes } from '../kinds.ts'
import { partitionOf } from '../wire/digest.ts'
import { DIGEST_SIZE, PARTITION_COUNT } from '../wire/proto.ts'
import type { PartitionRange } from './plan.ts'

/** Which partitions a query looks at: all, one, a range of them, or what lies behind a record in its own partition. */
export type PartitionChoice =
  'all' | number | { readonly first: number; readonly count: number } | { readonly after: Key | Uint8Array }

export const ALL_PARTITIONS: PartitionRange = { first: 0, count: PARTITION_COUNT }

/** Checks a choice of partitions. @throws ArgumentError `INVALID_ARGUMENT` */
export function resolvePartitions(choice: PartitionChoice): PartitionRange {
  if (choice === 'all') return ALL_PARTITIONS
  if (typeof choice === 'number') return checkRange(choice, 1)
  if (typeof choice === 'object' && (choice as unknown) !== null) {
    if ('after' in choice) return behind(choice.after)
    if ('first' in choice) return checkRange(choice.first, choice.count)
  }
  throw clientError('INVALID_ARGUMENT', 'partitions: there is no such choice', {
    hint: "'all', a number, { first, count } or { after: key or digest }",
  })
}

function checkRange(first: unknown, count: unknown): PartitionRange {
  const isNumber = (value: unknown): value is number => Number.isInteger(value)
  if (isNumber(first) && isNumber(count) && first >= 0 && count > 0 && first + count <= PARTITION_COUNT)
    return count === PARTITION_COUNT ? ALL_PARTITIONS : { first, count }
  throw clientError(
    'INVALID_ARGUMENT',
    `partitions: they are numbered from 0 to ${PARTITION_COUNT - 1}, and there must be at least one`,
  )
}

function behind(after: Key | Uint8Array): PartitionRange {
  const digest = isKey(after) ? after.digest : after
  if (!isBytes(digest) || digest.length !== DIGEST_SIZE)
    throw clientError('INVALID_ARGUMENT', `partitions: after is a Key or a digest of ${DIGEST_SIZE} bytes`)
  return { first: partitionOf(digest), count: 1, after: digest }
}
