/** Buffer's own decoder for a range: without the argument handling of `toString`, which is a sixth of a call for short text. */
interface Slices {
  utf8Slice(start: number, end: number): string
}

/** From 13 characters on the engine keeps joined text as two pieces, which takes more memory and time for good. */
const SHORT_TEXT = 12
/** Asked for bytes within the buffer only. */
const fromCharCode = String.fromCharCode as (...codes: readonly (number | undefined)[]) => string

/** UTF-8 text in `buffer[start, end)`. Damaged sequences become U+FFFD, as every decoder does. */
export function decodeText(buffer: Buffer, start: number, end: number): string {
  if (end - start <= SHORT_TEXT) {
    const short = decodeShortAscii(buffer, start, end)
    if (short !== undefined) return short
  }
  return (buffer as Buffer & Slices).utf8Slice(start, end)
}

/**
 * Short ASCII without leaving JavaScript: half the time of a call into native code at 8 characters, the same at 16. In one piece:
 * text that is put together makes strings that nobody keeps, and a record of a short text takes a tenth longer.
 */
function decodeShortAscii(buffer: Buffer, start: number, end: number): string | undefined {
  let all = 0
  for (let i = start; i < end; i++) all |= buffer[i] as number
  return all > 0x7f ? undefined : textOf(buffer, start, end - start)
}

// prettier-ignore
function textOf(b: Buffer, i: number, length: number): string {
  switch (length) {
    case 0: return ''
    case 1: return fromCharCode(b[i])
    case 2: return fromCharCode(b[i], b[i + 1])
    case 3: return fromCharCode(b[i], b[i + 1], b[i + 2])
    case 4: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3])
    case 5: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4])
    case 6: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5])
    case 7: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6])
    case 8: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7])
    case 9: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7], b[i + 8])
    case 10: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7], b[i + 8], b[i + 9])
    case 11: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7], b[i + 8], b[i + 9], b[i + 10])
    default: return fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7], b[i + 8], b[i + 9], b[i + 10], b[i + 11])
  }
}
