/** Buffer's own decoder for a range, without the argument handling of `toString`. */
interface Slices {
  latin1Slice(start: number, end: number): string
}

/** Bytes as text with a character for each, so that names in any encoding can be compared and written back unchanged. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return (buffer as Buffer & Slices).latin1Slice(start, end)
}
