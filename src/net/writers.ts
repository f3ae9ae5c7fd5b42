import { Writer } from '../wire/writer.ts'

/** What one connection usually writes in a turn fits; a writer that grew beyond the limit is not kept. */
const INITIAL_SIZE = 16 * 1024
const KEEP_SIZE = 256 * 1024
const KEEP_COUNT = 64

const free: Writer[] = []

/** An empty writer, used before where there is one. */
export function takeWriter(): Writer {
  return free.pop() ?? new Writer(INITIAL_SIZE)
}

/** Gives a writer back when the kernel has its bytes. */
export function giveWriter(writer: Writer): void {
  if (writer.isSecret) {
    writer.isSecret = false
    writer.buffer.fill(0)
  }
  if (free.length >= KEEP_COUNT || writer.buffer.length > KEEP_SIZE) return
  writer.rewind(0)
  free.push(writer)
}
