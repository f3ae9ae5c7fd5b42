import { ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import type { StoredRecord } from '../store/stored-record.ts'

/** A record's header and end mark on the server's device (as_flat_record, flat.h; END_MARK_SZ, drv_common.h). */
const OVERHEAD = 35 + 4

/** Storage is dealt out in blocks of this size (RBLOCK_SIZE, flat.h). */
const BLOCK = 16

/** Bytes a record takes in storage, whole blocks; one that is not stored yet counts as one (N_RBLOCKS_TO_SIZE, flat.h). */
export function storedSize(record: StoredRecord | undefined): number {
  return record === undefined ? BLOCK : Math.ceil(flatSize(record) / BLOCK) * BLOCK
}

/** Size of a record as the server stores it, which its size limit is about (as_flat_record_size, as/src/storage/flat.c). */
export function flatSize(record: StoredRecord): number {
  let size = OVERHEAD
  if (record.voidTime !== 0) size += 4
  if (record.set !== '') size += 1 + record.set.length
  if (record.key !== undefined) size += lengthSize(record.key.length) + record.key.length
  size += lengthSize(record.bins.length)
  for (const { name, value } of record.bins) size += 1 + name.length + valueSize(value)
  return size
}

/** A length in seven bits a byte. */
function lengthSize(length: number): number {
  let size = 1
  for (let rest = length >>> 7; rest > 0; rest >>>= 7) size++
  return size
}

/** Type, then the value: integers in 1, 2, 4 or 8 bytes with their length, others behind a 32-bit length. */
function valueSize({ type, data }: Particle): number {
  switch (type) {
    case ParticleType.integer:
      return 2 + integerSize(data)
    case ParticleType.double:
      return 9
    case ParticleType.boolean:
      return 2
    case ParticleType.geojson:
      // The real server keeps a point with the cell it lies in.
      return 5 + data.length + 8
    default:
      return 5 + data.length
  }
}

function integerSize(data: Buffer): number {
  if (data.readUInt32BE(0) !== 0) return 8
  const low = data.readUInt32BE(4)
  return low > 0xffff ? 4 : low > 0xff ? 2 : 1
}
