import { Writer } from '../wire/writer.ts'

/** A slab holds some hundred frames; the memory of one is free again when the last of them is done. */
const SLAB_SIZE = 64 * 1024

let slab = new Writer(0)

/**
 * Where frames are kept that cannot leave yet: one after another in a slab, without a buffer of their own. In a burst of 5,000
 * commands nine of ten wait; a writer and a buffer for each of them doubled the cost of the whole command.
 */
export function frameSlab(): Writer {
  if (slab.position > SLAB_SIZE >> 1 || slab.buffer.length === 0) slab = new Writer(SLAB_SIZE)
  return slab
}
