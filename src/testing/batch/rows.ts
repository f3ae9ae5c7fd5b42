import { DIGEST_SIZE, FieldType, Info1 } from '../../wire/proto.ts'
import { latin1 } from '../latin1.ts'
import { Request } from '../record/request.ts'
import { partitionOf } from '../../wire/digest.ts'

/** What a row leaves out or adds (as/src/base/batch.c, 8.1.2). */
const RowFlag = { repeat: 0x01, extraInfo: 0x02, generation: 0x04, ttl: 0x08, info4: 0x10 } as const

/** Index (4), digest (20) and flags (1): all of a row that repeats the one before it. */
const ROW_HEAD = 25

/** Number of rows (4) and flags (1). */
export const BATCH_HEAD = 5

/** One row of a batch: a request on one record, under the number the client gave it. */
export interface BatchRow {
  readonly index: number
  readonly partition: number
  readonly id: string
  readonly request: Request
}

/**
 * Reads the rows of a batch one after another. A row that cannot be read ends it: the rows before it have been carried out by
 * then, and those behind it never are.
 */
export function* readRows(
  buffer: Buffer,
  count: number,
  start: number,
  parent: Request,
): Generator<BatchRow> {
  let at = start
  let previous: Request | undefined
  for (let row = 0; row < count && at + ROW_HEAD <= buffer.length; row++) {
    const flags = buffer[at + ROW_HEAD - 1] as number
    const digest = at + 4
    if ((flags & RowFlag.repeat) !== 0) {
      // A key is the one thing that cannot be that of another row.
      if (previous === undefined || previous.has(FieldType.key)) return
      at += ROW_HEAD
    } else {
      const read = readRow(buffer, at + ROW_HEAD, flags, parent)
      if (read === undefined) return
      previous = read.request
      at = read.end
    }
    yield {
      index: buffer.readUInt32BE(digest - 4),
      partition: partitionOf(buffer, digest),
      id: latin1(buffer, digest, digest + DIGEST_SIZE),
      request: previous,
    }
  }
}

function readRow(
  buffer: Buffer,
  start: number,
  flags: number,
  parent: Request,
): { request: Request; end: number } | undefined {
  const has = (flag: number): boolean => (flags & flag) !== 0
  const extra = has(RowFlag.extraInfo) ? 2 : 0
  const generation = start + 1 + extra + (has(RowFlag.info4) ? 1 : 0)
  const ttl = generation + (has(RowFlag.generation) ? 2 : 0)
  const counts = ttl + (has(RowFlag.ttl) ? 4 : 0)
  if (counts + 4 > buffer.length) return undefined
  const request = new Request(buffer, {
    info1: (buffer[start] as number) & ~(Info1.compressReply | Info1.xdr),
    info2: extra === 0 ? 0 : (buffer[start + 1] as number),
    info3: extra === 0 ? 0 : (buffer[start + 2] as number),
    generation: has(RowFlag.generation) ? buffer.readUInt16BE(generation) : 0,
    ttl: has(RowFlag.ttl) ? buffer.readUInt32BE(ttl) : 0,
    timeout: parent.timeout,
  })
  // Very old clients count no fields, and send the namespace all the same.
  const fields = buffer.readUInt16BE(counts) || 1
  const end = request.readBody(counts + 4, buffer.length, fields, buffer.readUInt16BE(counts + 2))
  return end < 0 ? undefined : { request, end }
}
