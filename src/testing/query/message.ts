import { FieldType, Info1, Info3 } from '../../wire/proto.ts'
import type { Writer } from '../../wire/writer.ts'
import type { Clock } from '../clock.ts'
import type { OpAnswer } from '../record/answer.ts'
import { writeField, writeHeader, writeResults, writeTextField } from '../record/encode.ts'
import { Code } from '../result-code.ts'
import type { Candidate } from './candidates.ts'

/** What of a record a query sends. */
export interface Sent {
  readonly namespace: string
  readonly clock: Clock
  /** Only that the record is there, and its metadata. */
  readonly noBins: boolean
  /** The value it was found under goes along, to resume from. */
  readonly byIndex: boolean
}

/** One record of a query (as_msg_make_response_bufbuilder, as/src/base/proto.c; build_ops_response_msg, query.c, 8.1.2). */
export function writeFound(out: Writer, found: Candidate, sent: Sent, ops?: readonly OpAnswer[]): void {
  const { record, value } = found
  const { generation, voidTime, set, key, bins } = record
  const fields = 2 + (set === '' ? 0 : 1) + (key === undefined ? 0 : 1) + (sent.byIndex ? 1 : 0)
  const count = sent.noBins ? 0 : (ops ?? bins).length
  const told = sent.clock.told(voidTime)
  writeHeader(out, Code.ok, generation, told, 0, fields, count, sent.noBins ? Info1.noBinData : 0)
  writeTextField(out, FieldType.namespace, sent.namespace)
  writeTextField(out, FieldType.digest, record.id)
  if (set !== '') writeTextField(out, FieldType.set, set)
  if (key !== undefined) writeField(out, FieldType.key, key)
  if (sent.byIndex) writeValue(out, value)
  if (sent.noBins) return
  const metadata = { code: Code.ok, generation, voidTime }
  writeResults(out, ops === undefined ? { ...metadata, bins } : { ...metadata, ops })
}

function writeValue(out: Writer, value: bigint): void {
  const data = Buffer.allocUnsafe(8)
  data.writeBigInt64LE(value)
  writeField(out, FieldType.bvalArray, data)
}

/** Says that a partition is not to be had from this node; its number stands where a record has its generation. */
export function writePartitionDone(out: Writer, partition: number, code: number): void {
  writeHeader(out, code, partition, 0, 0, 0, 0, 0, Info3.partitionDone)
}

export function writeLast(out: Writer, code: number): void {
  writeHeader(out, code, 0, 0, 0, 0, 0, 0, Info3.last)
}
