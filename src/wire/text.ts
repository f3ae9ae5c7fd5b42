/** Buffer's own decoders for a range: without the argument handling of `toString`, which costs 40 ns a call. */
interface Slices {
  utf8Slice(start: number, end: number): string
}

const SHORT_TEXT = 12
const { fromCharCode } = String

/** UTF-8 text in `buffer[start, end)`. Damaged sequences become U+FFFD, as every decoder does. */
export function decodeText(buffer: Buffer, start: number, end: number): string {
  if (end - start <= SHORT_TEXT) {
    const short = decodeShortAscii(buffer, start, end)
    if (short !== undefined) return short
  }
  return (buffer as Buffer & Slices).utf8Slice(start, end)
}

/** Up to twelve ASCII characters without leaving JavaScript: 35 ns against 90 ns for a call into native code. */
function decodeShortAscii(buffer: Buffer, start: number, end: number): string | undefined {
  let text = ''
  for (let i = start; i < end; i++) {
    const byte = buffer[i] as number
    if (byte > 0x7f) return undefined
    text += fromCharCode(byte)
  }
  return text
}

const NAME_SLOTS = 1024
const names: (string | undefined)[] = new Array<string | undefined>(NAME_SLOTS)
const nameBytes: (Buffer | undefined)[] = new Array<Buffer | undefined>(NAME_SLOTS)

/**
 * A bin's name. Records of one set repeat a handful of names, so the last name of each hash slot is kept and compared byte
 * by byte; the same string object also keeps the shape of decoded records the same.
 */
export function decodeName(buffer: Buffer, start: number, end: number): string {
  let hash = end - start
  for (let i = start; i < end; i++) hash = (hash * 31 + (buffer[i] as number)) & 0x3fffffff
  const slot = hash & (NAME_SLOTS - 1)
  const known = nameBytes[slot]
  if (known !== undefined && sameBytes(known, buffer, start, end)) return names[slot] as string
  const name = decodeText(buffer, start, end)
  nameBytes[slot] = Buffer.from(buffer.subarray(start, end))
  names[slot] = name
  return name
}

function sameBytes(known: Buffer, buffer: Buffer, start: number, end: number): boolean {
  const { length } = known
  if (length !== end - start) return false
  for (let i = 0; i < length; i++) if (known[i] !== buffer[start + i]) return false
  return true
}
