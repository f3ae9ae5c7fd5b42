import type { Key } from '../key.ts'
import type { ReadPolicy } from '../policy/command.ts'
import { type Record, recordOf } from '../record.ts'
import { beginMessage, endMessage, writeOperation } from '../wire/message.ts'
import { Info1, OpCode } from '../wire/proto.ts'
import { readBins, readFields, readGeneration, readOperationCount, readTtl } from '../wire/reply.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'
import type { Command } from '../execute/command.ts'
import { writeRecordFields } from './fields.ts'
import { readInfo1, readInfo3, serverTimeout } from './flags.ts'
import { isFound } from './refusal.ts'
import { binError } from './write.ts'

/** Which bins: all when undefined, none when empty. */
export type BinNames = readonly string[] | undefined

/**
 * Request:  namespace, [set], digest, [filter]; info1 = READ | (GET_ALL, or GET_NO_BINS, or an operation READ per bin)
 * Reply:    one frame; each bin as an operation
 */
export const get: Command<BinNames, Record | null, ReadPolicy> = {
  name: 'get',
  isWrite: false,
  encode: encodeRead,
  decode: (buffer, start, end, key, bins, policy) =>
    isFound(buffer, start, end, key, bins, policy) ? decodeRecord(buffer, start, end, key, policy) : null,
}

export function encodeRead(writer: Writer, key: Key, bins: BinNames, policy: ReadPolicy): void {
  const mark = beginMessage(writer)
  const fields = writeRecordFields(writer, key, policy.filterExpression, false)
  const what = bins === undefined ? Info1.getAll : bins.length === 0 ? Info1.noBinData : 0
  if (bins !== undefined) writeBinNames(writer, bins)
  const header = {
    info1: Info1.read | what | readInfo1(policy),
    info2: 0,
    info3: readInfo3(policy),
    info4: 0,
    generation: 0,
    ttl: policy.readTouchTtlPercent,
    timeout: serverTimeout(policy),
  }
  endMessage(writer, mark, header, fields, bins?.length ?? 0)
}

function writeBinNames(writer: Writer, bins: readonly string[]): void {
  for (const bin of bins) {
    try {
      writeOperation(writer, OpCode.read, bin, null)
    } catch (error) {
      throw error instanceof ValueFailure ? binError(bin, error) : error
    }
  }
}

/** A record from a reply that is known to be good. */
function decodeRecord(buffer: Buffer, start: number, end: number, key: Key, policy: ReadPolicy): Record {
  const at = readFields(buffer, start, end)
  const bins = readBins(buffer, at, end, readOperationCount(buffer, start), policy)
  return recordOf(key, bins, readGeneration(buffer, start), readTtl(buffer, start))
}
