/** Buffer's own decoder for a range, without the argument handling of `toString`. */
interface Slices {
  latin1Slice(start: number, end: number): string
}

/** Bytes as text with a character for each, so that names in any encoding can be compared and written back unchanged. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return (buffer as Buffer & Slices).latin1Slice(start, end)
}

/** UTF-8 text as its bytes, a character for each. */
export function bytesOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1')
}

/** The text that bytes, a character for each, are in UTF-8. */
export function textOf(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString()
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
