import { DIGEST_SIZE, FieldType, PARTITION_COUNT } from '../../wire/proto.ts'
import { latin1 } from '../latin1.ts'
import { partitionOf } from '../../wire/digest.ts'
import type { Request } from '../record/request.ts'

/** Where a partition is taken up again: behind this record. */
export interface Resume {
  readonly id: string
  /** The value it was found under, when an index is asked. */
  readonly value: bigint
}

/** The partitions a query is about, and where to go on in them; undefined in the map means from the start. */
export type QueryPartitions = ReadonlyMap<number, Resume | undefined>

/** Reads the fields with partitions and digests; undefined when they are malformed (get_query_pids, query.c, 8.1.2). */
export function parsePartitions(request: Request): QueryPartitions | undefined {
  const found = new Map<number, Resume | undefined>()
  const whole = request.field(FieldType.partitionIds)
  if (whole !== undefined && !readWhole(whole, found)) return undefined
  const digests = request.field(FieldType.digestArray)
  const values = request.field(FieldType.bvalArray)
  if (digests === undefined) return values === undefined ? found : undefined
  const count = Math.floor(digests.length / DIGEST_SIZE)
  if (count === 0 || count > PARTITION_COUNT) return undefined
  const byIndex = request.has(FieldType.indexRange)
  if (byIndex && Math.floor((values?.length ?? 0) / 8) !== count) return undefined
  for (let i = 0; i < count; i++) {
    const start = i * DIGEST_SIZE
    const partition = partitionOf(digests, start)
    if (found.has(partition)) return undefined
    const value = byIndex && values !== undefined ? values.readBigInt64LE(i * 8) : 0n
    found.set(partition, { id: latin1(digests, start, start + DIGEST_SIZE), value })
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

function readWhole(field: Buffer, found: Map<number, Resume | undefined>): boolean {
  const count = field.length >> 1
  if (count === 0 || count > PARTITION_COUNT) return false
  for (let i = 0; i < count; i++) {
    const partition = field.readUInt16LE(i * 2)
    if (partition >= PARTITION_COUNT || found.has(partition)) return false
    found.set(partition, undefined)
  }
  return true
}
