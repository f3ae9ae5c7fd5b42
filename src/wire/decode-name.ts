import { SET_NAME_MAX } from './names.ts'
import { decodeText } from './text.ts'

const SLOTS = 1024
/** A length and the bytes of the longest name, that of a set; longer keys of maps are not kept. */
const STRIDE = 1 + SET_NAME_MAX
const names = new Array<string>(SLOTS)
/** By slot: the length of its name, 0 for none, and its bytes, which are compared in half the time of a string's characters. */
const bytes = new Uint8Array(SLOTS * STRIDE)
/** By slot: that of the name which came behind it the last time. */
const followers = new Uint16Array(SLOTS)
let last = 0

/**
 * A bin's name, a set's, or a map's key. Records of one set repeat a handful of them, so the last one of each hash slot is kept.
 * Building an object from names that are the same strings each time takes half the time: the engine has looked them up before.
 * And they repeat in one order, so that the name that followed the one before is tried first, without a hash: that alone is a
 * tenth of the time in which a record of four bins and a map is decoded.
 */
export function decodeName(buffer: Buffer, start: number, end: number): string {
  const length = end - start
  if (length === 0 || length > SET_NAME_MAX) return decodeText(buffer, start, end)
  let slot = followers[last] as number
  if (!isKept(slot, buffer, start, length)) {
    slot = slotOf(buffer, start, end)
    followers[last] = slot
    if (!isKept(slot, buffer, start, length)) keep(slot, buffer, start, end)
  }
  last = slot
  return names[slot] as string
}

function slotOf(buffer: Buffer, start: number, end: number): number {
  let hash = end - start
  for (let i = start; i < end; i++) hash = (hash * 31 + (buffer[i] as number)) & 0x3fffffff
  return hash & (SLOTS - 1)
}

function isKept(slot: number, buffer: Buffer, start: number, length: number): boolean {
  const at = slot * STRIDE
  if (bytes[at] !== length) return false
  for (let i = 0; i < length; i++) if (bytes[at + 1 + i] !== buffer[start + i]) return false
  return true
}

function keep(slot: number, buffer: Buffer, start: number, end: number): void {
  names[slot] = decodeText(buffer, start, end)
  bytes[slot * STRIDE] = end - start
  bytes.set(buffer.subarray(start, end), slot * STRIDE + 1)
}
