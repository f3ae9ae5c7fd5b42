import { type AerospikeError, clientError, quoteName } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { WritePolicy } from '../policy/command.ts'
import type { Value } from '../values.ts'
import { beginMessage, endMessage, writeOperation } from '../wire/message.ts'
import { binNameFault } from '../wire/names.ts'
import { Info2, OpCode } from '../wire/proto.ts'
import { readMetadata, type RecordMetadata } from '../wire/reply.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'
import type { Command } from '../execute/command.ts'
import { writeRecordFields } from './fields.ts'
import { serverTimeout, writeGeneration, writeInfo2, writeInfo3, writeInfo4 } from './flags.ts'
import { passesFilter } from './refusal.ts'

/** Bins to be written, by name. */
export type BinValues = { readonly [bin: string]: Value }

/**
 * Request:  namespace, [set], digest, [key], [filter]; info2 = WRITE | …; one operation a bin
 * Reply:    one frame without bins
 */
function writeCommand(name: string, code: number): Command<BinValues, RecordMetadata | null, WritePolicy> {
  return {
    name,
    isWrite: true,
    encode: (writer, key, bins, policy) => {
      const mark = beginMessage(writer)
      const fields = writeRecordFields(writer, key, policy.filterExpression, policy.sendKey)
      const operations = writeBins(writer, code, bins)
      endWrite(writer, mark, policy, 0, fields, operations)
    },
    decode: decodeWritten,
  }
}

/** Writes bins; a bin whose value is null is deleted. */
export const put = writeCommand('put', OpCode.write)
/** Adds to numbers. */
export const add = writeCommand('add', OpCode.add)
/** Appends to text or bytes. */
export const append = writeCommand('append', OpCode.append)
/** Prepends to text or bytes. */
export const prepend = writeCommand('prepend', OpCode.prepend)

/** One operation per bin; returns their number. */
export function writeBins(writer: Writer, code: number, bins: BinValues): number {
  let count = 0
  for (const bin in bins) {
    try {
      if (bin === '') throw new ValueFailure('the bin name is empty')
      writeOperation(writer, code, bin, bins[bin] as Value)
    } catch (error) {
      throw error instanceof ValueFailure ? binError(bin, error) : error
    }
    count++
  }
  if (count === 0) throw clientError('INVALID_ARGUMENT', 'There are no bins to write')
  return count
}

/** The error of a bin that cannot be written: of its name, or of its value. */
export function binError(bin: string, failure: ValueFailure): AerospikeError {
  const fault = binNameFault(bin)
  if (fault !== undefined) return clientError('INVALID_BIN_NAME', `The bin name ${quoteName(bin)} ${fault}`)
  return failure.toError(`Bin ${quoteName(bin)}`)
}

/** Fills in the header of a write. `flags` go into the second byte. */
export function endWrite(
  writer: Writer,
  mark: number,
  policy: WritePolicy,
  flags: number,
  fields: number,
  operations: number,
): void {
  const header = {
    info1: 0,
    info2: Info2.write | flags | writeInfo2(policy),
    info3: writeInfo3(policy),
    info4: writeInfo4(policy),
    generation: writeGeneration(policy),
    ttl: policy.ttl,
    timeout: serverTimeout(policy),
  }
  endMessage(writer, mark, header, fields, operations)
}

export function decodeWritten(
  buffer: Buffer,
  start: number,
  end: number,
  _key: Key,
  _args: unknown,
  policy: WritePolicy,
): RecordMetadata | null {
  return passesFilter(buffer, start, end, policy) ? readMetadata(buffer, start) : null
}
