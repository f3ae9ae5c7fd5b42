import { PARTITION_COUNT } from './proto.ts'
import { compress } from './ripemd160.ts'
import type { Writer } from './writer.ts'

const BLOCK = 64
/** The last bytes of the last block say how many bits the message has. */
const LENGTH_SIZE = 8
const state = new Int32Array(5)

/** The partition that a digest lies in: its first twelve bits, little endian (as_partition_getid, as/include/fabric/partition.h). */
export function partitionOf(digest: Uint8Array, at = 0): number {
  return ((digest[at] as number) | ((digest[at + 1] as number) << 8)) & (PARTITION_COUNT - 1)
}

/**
 * Puts RIPEMD-160 of what was written into `target` from `position` on: of a record's set and key it is what the record is found
 * by.
 *
 * Done here because every command on a new key pays for it: the one-shot `crypto.hash` takes three times as long for a typical key,
 * and a FIPS build of OpenSSL has no RIPEMD-160 at all.
 */
export function ripemd160Into(target: Uint8Array, position: number, message: Writer): void {
  const end = pad(message)
  const { view } = message
  state[0] = 0x67452301
  state[1] = 0xefcdab89
  state[2] = 0x98badcfe
  state[3] = 0x10325476
  state[4] = 0xc3d2e1f0
  for (let at = 0; at < end; at += BLOCK) compress(state, view, at)
  for (let i = 0, at = position; i < 5; i++, at += 4) {
    const word = state[i] as number
    target[at] = word
    target[at + 1] = word >>> 8
    target[at + 2] = word >>> 16
    target[at + 3] = word >>> 24
  }
}

/** Fills the last block behind the message: a one bit, zeros, the length. Returns where it ends. What was written stays as it is. */
function pad(message: Writer): number {
  const { position: size } = message
  const end = Math.ceil((size + 1 + LENGTH_SIZE) / BLOCK) * BLOCK
  message.reserve(end - size)
  const { buffer, view } = message
  buffer[size] = 0x80
  const lengthAt = end - LENGTH_SIZE
  let at = size + 1
  for (; (at & 3) !== 0; at++) buffer[at] = 0
  for (; at < lengthAt; at += 4) view.setInt32(at, 0)
  view.setUint32(lengthAt, size << 3, true)
  view.setUint32(lengthAt + 4, Math.floor(size / 0x20000000), true)
  return end
}
