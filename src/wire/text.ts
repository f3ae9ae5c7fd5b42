/** Buffer's own decoder for a range: without the argument handling of `toString`, which is a sixth of a call for short text. */
interface Slices {
  utf8Slice(start: number, end: number): string
}

/** From 13 characters on the engine keeps joined text as two pieces, which takes more memory and time for good. */
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

/**
 * Short ASCII without leaving JavaScript, four characters at a time: half the time of a call into native code at 8
 * characters, the same at 16. One character at a time would be even at 8 already.
 */
function decodeShortAscii(buffer: Buffer, start: number, end: number): string | undefined {
  let text = ''
  let i = start
  for (; end - i >= 4; i += 4) {
    const a = buffer[i] as number
    const b = buffer[i + 1] as number
    const c = buffer[i + 2] as number
    const d = buffer[i + 3] as number
    if ((a | b | c | d) > 0x7f) return undefined
    text += fromCharCode(a, b, c, d)
  }
  for (; i < end; i++) {
    const byte = buffer[i] as number
    if (byte > 0x7f) return undefined
    text += fromCharCode(byte)
  }
  return text
}

const NAME_SLOTS = 1024
const names: (string | undefined)[] = new Array<string | undefined>(NAME_SLOTS)

/**
 * A bin's name, or a map's key. Records of one set repeat a handful of them, so the last one of each hash slot is kept and
 * compared character by character. Building an object from names that are the same strings each time takes half the time:
 * the engine has looked them up before.
 */
export function decodeName(buffer: Buffer, start: number, end: number): string {
  let hash = end - start
  for (let i = start; i < end; i++) hash = (hash * 31 + (buffer[i] as number)) & 0x3fffffff
  const slot = hash & (NAME_SLOTS - 1)
  const known = names[slot]
  if (known !== undefined && isWritten(known, buffer, start, end)) return known
  const name = decodeText(buffer, start, end)
  // Of text beyond ASCII the characters are not the bytes: it is decoded each time.
  if (name.length === end - start) names[slot] = name
  return name
}

function isWritten(known: string, buffer: Buffer, start: number, end: number): boolean {
  const { length } = known
  if (length !== end - start) return false
  for (let i = 0; i < length; i++) if (known.charCodeAt(i) !== buffer[start + i]) return false
  return true
}
