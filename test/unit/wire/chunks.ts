/**
 * Gives a stream of frames to `check` whole, cut in two at every offset, and byte by byte. Every chunk is a buffer of its own
 * that is overwritten before the next one comes, as a socket's read buffer is.
 */
export function everyCut(
  frames: readonly Buffer[],
  check: (chunks: Iterable<Buffer>, how: string) => void,
): void {
  const stream = Buffer.concat(frames)
  check(lent([stream]), 'whole')
  for (let cut = 1; cut < stream.length; cut++) {
    check(lent([stream.subarray(0, cut), stream.subarray(cut)]), `cut at ${cut}`)
  }
  check(lent(Array.from(stream, (_, i) => stream.subarray(i, i + 1))), 'byte by byte')
}

function* lent(parts: readonly Buffer[]): Generator<Buffer> {
  for (const part of parts) {
    const chunk = Buffer.from(part)
    yield chunk
    chunk.fill(0xee)
  }
}
