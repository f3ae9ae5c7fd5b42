import { readInteger } from '../integer.ts'
import { ParticleType } from '../proto.ts'
import type { Writer } from '../writer.ts'

/**
 * The server's order of values, on what was packed. It takes an ordered list or map only when its elements stand in this
 * order already, and refuses one with an error that names no reason (server cf/src/msgpack_in.c msgpack_cmp, 8.1.2).
 */
const Rank = {
  nil: 0,
  false: 1,
  true: 2,
  integer: 3,
  text: 4,
  list: 5,
  map: 6,
  bytes: 7,
  double: 8,
  geojson: 9,
  extension: 10,
} as const

/** One packed value, as the packer writes them: no float32, no bin headers. */
interface Token {
  rank: number
  /** Where the content starts: bytes with their type byte, a number's bytes, or the first element. */
  data: number
  /** Elements of a list; keys and values of a map; else 0. */
  count: number
  /** Where a value without elements ends; where the first element of a list or map starts. */
  next: number
}

function readToken(buffer: Buffer, at: number): Token {
  const header = buffer[at] as number
  if (header < 0x80 || header >= 0xe0) return { rank: Rank.integer, data: at, count: 0, next: at + 1 }
  if (header < 0x90) return container(buffer, Rank.map, (header & 0x0f) * 2, at + 1)
  if (header < 0xa0) return container(buffer, Rank.list, header & 0x0f, at + 1)
  if (header < 0xc0) return bytes(buffer, at + 1, header & 0x1f)
  return readWideToken(buffer, header, at + 1)
}

function readWideToken(buffer: Buffer, header: number, at: number): Token {
  if (header === 0xcb) return { rank: Rank.double, data: at, count: 0, next: at + 8 }
  if (header >= 0xcc && header <= 0xd3) {
    return { rank: Rank.integer, data: at - 1, count: 0, next: at + (1 << (header & 3)) }
  }
  if (header >= 0xd4 && header <= 0xd8) {
    return { rank: Rank.extension, data: at + 1, count: 0, next: at + 1 + (1 << (header - 0xd4)) }
  }
  switch (header) {
    case 0xc7:
    case 0xc8:
    case 0xc9: {
      const width = 1 << (header - 0xc7)
      const data = at + width + 1
      return { rank: Rank.extension, data, count: 0, next: data + buffer.readUIntBE(at, width) }
    }
    case 0xd9:
    case 0xda:
    case 0xdb: {
      const width = 1 << (header - 0xd9)
      return bytes(buffer, at + width, buffer.readUIntBE(at, width))
    }
    case 0xdc:
    case 0xdd:
      return container(
        buffer,
        Rank.list,
        buffer.readUIntBE(at, header === 0xdc ? 2 : 4),
        at + (header === 0xdc ? 2 : 4),
      )
    case 0xde:
    case 0xdf:
      return container(
        buffer,
        Rank.map,
        buffer.readUIntBE(at, header === 0xde ? 2 : 4) * 2,
        at + (header === 0xde ? 2 : 4),
      )
    default:
      return {
        rank: header === 0xc0 ? Rank.nil : header === 0xc2 ? Rank.false : Rank.true,
        data: at,
        count: 0,
        next: at,
      }
  }
}

function bytes(buffer: Buffer, data: number, length: number): Token {
  const type = buffer[data]
  const rank =
    type === ParticleType.string ? Rank.text : type === ParticleType.geojson ? Rank.geojson : Rank.bytes
  return { rank, data, count: 0, next: data + length }
}

/** Order flags at the head, always an ext without data, are no part of the value. */
function container(buffer: Buffer, rank: number, count: number, at: number): Token {
  const flagged = count > 0 && buffer[at] === 0xc7 && buffer[at + 1] === 0
  if (!flagged) return { rank, data: at, count, next: at }
  const taken = rank === Rank.map ? 2 : 1
  const next = at + 2 + taken
  return { rank, data: next, count: count - taken, next }
}

/** Where the value at `at` ends. */
function skip(buffer: Buffer, at: number): number {
  const { next, count } = readToken(buffer, at)
  let end = next
  for (let left = count; left > 0; left--) end = skip(buffer, end)
  return end
}

function integerAt(buffer: Buffer, at: number): number | bigint {
  const header = buffer[at] as number
  if (header < 0x80) return header
  if (header >= 0xe0) return header - 0x100
  const size = 1 << (header & 3)
  if (size === 8) return readInteger(buffer, at + 1, 'auto')
  return header < 0xd0 ? buffer.readUIntBE(at + 1, size) : buffer.readIntBE(at + 1, size)
}

/** NaN equals everything on the server; behind all other doubles it is in nobody's way. */
function compareDoubles(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

function compareTokens(buffer: Buffer, a: Token, b: Token): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  switch (a.rank) {
    case Rank.integer: {
      const left = integerAt(buffer, a.data)
      const right = integerAt(buffer, b.data)
      return left < right ? -1 : left > right ? 1 : 0
    }
    case Rank.double:
      return compareDoubles(buffer.readDoubleBE(a.data), buffer.readDoubleBE(b.data))
    case Rank.list:
    case Rank.map:
      return compareElements(buffer, a, b)
    default:
      return buffer.compare(buffer, b.data, b.next, a.data, a.next)
  }
}

/** Of two lists the first difference decides, then the length; of two maps first the size. */
function compareElements(buffer: Buffer, a: Token, b: Token): number {
  if (a.rank === Rank.map && a.count !== b.count) return a.count - b.count
  let left = a.next
  let right = b.next
  for (let i = Math.min(a.count, b.count); i > 0; i--) {
    const order = compareTokens(buffer, readToken(buffer, left), readToken(buffer, right))
    if (order !== 0) return order
    left = skip(buffer, left)
    right = skip(buffer, right)
  }
  return a.count - b.count
}

interface Slot {
  readonly start: number
  readonly end: number
  readonly token: Token
}

/** The elements at `start` in order; a step of 2 keeps pairs together, ordered by their keys. */
function inOrder(buffer: Buffer, start: number, count: number, step: 1 | 2): Slot[] {
  const slots: Slot[] = []
  for (let at = start; slots.length < count;) {
    const token = readToken(buffer, at)
    const end = step === 1 ? skip(buffer, at) : skip(buffer, skip(buffer, at))
    slots.push({ start: at, end, token })
    at = end
  }
  return slots.sort((a, b) => compareTokens(buffer, a.token, b.token))
}

function rewrite(buffer: Buffer, start: number, slots: readonly Slot[]): void {
  const last = slots.reduce((end, slot) => Math.max(end, slot.end), start)
  const copy = Buffer.from(buffer.subarray(start, last))
  let at = start
  for (const slot of slots) at += copy.copy(buffer, at, slot.start - start, slot.end - start)
}

/** Sorts the keys of every map inside, as the server does with what it keeps in an ordered list. Gives where the value ends. */
function sortMapsWithin(buffer: Buffer, at: number): number {
  const { rank, next, count } = readToken(buffer, at)
  let end = next
  for (let left = count; left > 0; left--) end = sortMapsWithin(buffer, end)
  if (rank === Rank.map && count > 2) rewrite(buffer, next, inOrder(buffer, next, count / 2, 2))
  return end
}

/** Puts the `count` elements packed from `start` on in the server's order. */
export function sortElements(writer: Writer, start: number, count: number): void {
  let at = start
  for (let left = count; left > 0; left--) at = sortMapsWithin(writer.buffer, at)
  rewrite(writer.buffer, start, inOrder(writer.buffer, start, count, 1))
}

/** Puts the `count` pairs packed from `start` on in the order of their keys; false when two keys are equal. */
export function sortPairs(writer: Writer, start: number, count: number): boolean {
  const slots = inOrder(writer.buffer, start, count, 2)
  const distinct = areDistinct(writer.buffer, slots)
  rewrite(writer.buffer, start, slots)
  return distinct
}

/** Whether the keys of the `count` pairs packed from `start` on all differ. */
export function haveDistinctKeys(writer: Writer, start: number, count: number): boolean {
  return areDistinct(writer.buffer, inOrder(writer.buffer, start, count, 2))
}

function areDistinct(buffer: Buffer, slots: readonly Slot[]): boolean {
  return slots.every(
    (slot, i) => i === 0 || compareTokens(buffer, (slots[i - 1] as Slot).token, slot.token) !== 0,
  )
}
