import { PARTITION_COUNT } from './proto.ts'

/**
 * RIPEMD-160 of a record's set and key: what a record is found by.
 *
 * Written out here because every command on a new key pays for it: this takes half the time of the one-shot `crypto.hash` and
 * a third of `createHash` for a typical key; and a FIPS build of OpenSSL has no RIPEMD-160 at all.
 */
const LEFT_WORD = Uint8Array.from([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
  3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
  4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
])
const RIGHT_WORD = Uint8Array.from([
  5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
  15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
  12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
])
const LEFT_SHIFT = Uint8Array.from([
  11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13,
  12, 11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6,
  5, 12, 9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
])
const RIGHT_SHIFT = Uint8Array.from([
  8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13,
  11, 9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5,
  15, 8, 8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
])
const BLOCK = 64
const words = new Int32Array(BLOCK / 4)
const state = new Int32Array(5)

/**
 * One block of the compression function over `words` into `state`: five rounds of 16 steps on two lines. A loop a round:
 * one loop with the choice inside takes half as long again.
 */
function compress(): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let A = a
  let B = b
  let C = c
  let D = d
  let E = e
  let t = 0
  let s = 0
  let j = 0
  for (; j < 16; j++) {
    t = (a + (b ^ c ^ d) + (words[LEFT_WORD[j] as number] as number)) | 0
    s = LEFT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + e) | 0
    a = e
    e = d
    d = (c << 10) | (c >>> 22)
    c = b
    b = t
    t = (A + (B ^ (C | ~D)) + (words[RIGHT_WORD[j] as number] as number) + 0x50a28be6) | 0
    s = RIGHT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + E) | 0
    A = E
    E = D
    D = (C << 10) | (C >>> 22)
    C = B
    B = t
  }
  for (; j < 32; j++) {
    t = (a + ((b & c) | (~b & d)) + (words[LEFT_WORD[j] as number] as number) + 0x5a827999) | 0
    s = LEFT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + e) | 0
    a = e
    e = d
    d = (c << 10) | (c >>> 22)
    c = b
    b = t
    t = (A + ((B & D) | (C & ~D)) + (words[RIGHT_WORD[j] as number] as number) + 0x5c4dd124) | 0
    s = RIGHT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + E) | 0
    A = E
    E = D
    D = (C << 10) | (C >>> 22)
    C = B
    B = t
  }
  for (; j < 48; j++) {
    t = (a + ((b | ~c) ^ d) + (words[LEFT_WORD[j] as number] as number) + 0x6ed9eba1) | 0
    s = LEFT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + e) | 0
    a = e
    e = d
    d = (c << 10) | (c >>> 22)
    c = b
    b = t
    t = (A + ((B | ~C) ^ D) + (words[RIGHT_WORD[j] as number] as number) + 0x6d703ef3) | 0
    s = RIGHT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + E) | 0
    A = E
    E = D
    D = (C << 10) | (C >>> 22)
    C = B
    B = t
  }
  for (; j < 64; j++) {
    t = (a + ((b & d) | (c & ~d)) + (words[LEFT_WORD[j] as number] as number) + 0x8f1bbcdc) | 0
    s = LEFT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + e) | 0
    a = e
    e = d
    d = (c << 10) | (c >>> 22)
    c = b
    b = t
    t = (A + ((B & C) | (~B & D)) + (words[RIGHT_WORD[j] as number] as number) + 0x7a6d76e9) | 0
    s = RIGHT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + E) | 0
    A = E
    E = D
    D = (C << 10) | (C >>> 22)
    C = B
    B = t
  }
  for (; j < 80; j++) {
    t = (a + (b ^ (c | ~d)) + (words[LEFT_WORD[j] as number] as number) + 0xa953fd4e) | 0
    s = LEFT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + e) | 0
    a = e
    e = d
    d = (c << 10) | (c >>> 22)
    c = b
    b = t
    t = (A + (B ^ C ^ D) + (words[RIGHT_WORD[j] as number] as number)) | 0
    s = RIGHT_SHIFT[j] as number
    t = (((t << s) | (t >>> (32 - s))) + E) | 0
    A = E
    E = D
    D = (C << 10) | (C >>> 22)
    C = B
    B = t
  }
  t = ((state[1] as number) + c + D) | 0
  state[1] = ((state[2] as number) + d + E) | 0
  state[2] = ((state[3] as number) + e + A) | 0
  state[3] = ((state[4] as number) + a + B) | 0
  state[4] = ((state[0] as number) + b + C) | 0
  state[0] = t
}

function reset(): void {
  state[0] = 0x67452301
  state[1] = 0xefcdab89
  state[2] = 0x98badcfe
  state[3] = 0x10325476
  state[4] = 0xc3d2e1f0
}

function loadBlock(bytes: Uint8Array, start: number): void {
  for (let word = 0, at = start; word < 16; word++, at += 4) {
    words[word] =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
  }
}

/** The last, partial block: the remaining bytes, a one bit, and where it fits the length. */
function loadTail(bytes: Uint8Array, start: number, end: number): void {
  words.fill(0)
  let at = 0
  for (let i = start; i < end; i++, at++) (words[at >> 2] as number) |= (bytes[i] as number) << ((at & 3) * 8)
  ;(words[at >> 2] as number) |= 0x80 << ((at & 3) * 8)
}

/** The partition that a digest lies in: its first twelve bits, little endian (as_partition_getid, as/include/fabric/partition.h). */
export function partitionOf(digest: Uint8Array, at = 0): number {
  return ((digest[at] as number) | ((digest[at + 1] as number) << 8)) & (PARTITION_COUNT - 1)
}

/** Puts RIPEMD-160 of `bytes[start, end)` into `target` from `position` on. */
export function ripemd160Into(
  target: Uint8Array,
  position: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  reset()
  let at = start
  for (; end - at >= BLOCK; at += BLOCK) {
    loadBlock(bytes, at)
    compress()
  }
  loadTail(bytes, at, end)
  if (end - at >= BLOCK - 8) {
    compress()
    words.fill(0)
  }
  words[14] = (end - start) << 3
  words[15] = Math.floor((end - start) / 0x20000000)
  compress()
  for (let i = 0, at = position; i < 5; i++, at += 4) {
    const word = state[i] as number
    target[at] = word
    target[at + 1] = word >>> 8
    target[at + 2] = word >>> 16
    target[at + 3] = word >>> 24
  }
}
