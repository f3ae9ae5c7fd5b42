import { UdfBin, udfFailure } from '../commands/udf.ts'
import { protocolError, ResultCode, serverError } from '../errors/index.ts'
import { ParticleType } from '../wire/proto.ts'
import { isLast, OperationReader, readFields, readOperationCount, readResultCode } from '../wire/reply.ts'

const { NOT_FOUND } = ResultCode

/**
 * Reads a frame of an aggregation's answer: values as Lua takes them, each its type, length and bytes, one behind the other.
 * @param node who said it, for the error
 * @throws ServerError of the refusal; UdfError `UDF_FAILED` with what the function said
 */
export function valuesIn(frame: Buffer, node: string): Buffer {
  const pieces: Buffer[] = []
  const reader = new OperationReader(0)
  let at = 0
  while (at < frame.length) {
    const code = readResultCode(frame, at, frame.length)
    // A node without a record of the set has nothing to say (client-c as_query_parse_records).
    if (code !== 0 && code !== NOT_FOUND) throw serverError(code, { node })
    const count = readOperationCount(frame, at)
    reader.moveTo(readFields(frame, at, frame.length))
    if (count !== (isLast(frame, at) || code === NOT_FOUND ? 0 : 1))
      throw protocolError(`A message of an aggregation has ${count} bins`)
    if (count === 1) readValue(reader, frame, pieces, node)
    at = reader.position
  }
  return Buffer.concat(pieces)
}

function readValue(reader: OperationReader, frame: Buffer, pieces: Buffer[], node: string): void {
  reader.next(frame, frame.length)
  const { name, type, valueStart, valueEnd } = reader
  const value = frame.subarray(valueStart, valueEnd)
  if (name === UdfBin.failure) throw udfFailure(value.toString(), node)
  if (name !== UdfBin.success) throw protocolError(`An aggregation gave a bin ${name}`)
  if (type === ParticleType.null) return
  const head = Buffer.allocUnsafe(5)
  head[0] = type
  head.writeUInt32BE(value.length, 1)
  pieces.push(head, value)
}
