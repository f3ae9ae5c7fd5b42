import { readBase64 } from '../base64.ts'
import { clientError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { isBytes } from '../kinds.ts'
import { writeBytesField, writeDigestField, writeTextField, writeUserKeyField } from '../wire/message.ts'
import { FieldType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'

// The fields that requests share. Each function returns how many fields it wrote, which a header counts.

/** What a command on one record is about. */
export function writeRecordFields(
  writer: Writer,
  key: Key,
  filter: FilterExpression | undefined,
  sendKey: boolean,
): number {
  const place = writePlaceFields(writer, key.namespace, key.set)
  writeDigestField(writer, key)
  return place + 1 + writeKeyField(writer, key, sendKey) + writeFilterField(writer, filter)
}

/** The same for a row of a batch, whose digest stands before. It has a set even when that is empty, as other clients write it. */
export function writeRowFields(
  writer: Writer,
  key: Key,
  filter: FilterExpression | undefined,
  sendKey: boolean,
): number {
  writeTextField(writer, FieldType.namespace, key.namespace)
  writeTextField(writer, FieldType.set, key.set)
  return 2 + writeFilterField(writer, filter) + writeKeyField(writer, key, sendKey)
}

/** A namespace, and a set unless it is empty. */
export function writePlaceFields(writer: Writer, namespace: string, set: string): number {
  writeTextField(writer, FieldType.namespace, namespace)
  if (set === '') return 1
  writeTextField(writer, FieldType.set, set)
  return 2
}

function writeKeyField(writer: Writer, { userKey }: Key, sendKey: boolean): number {
  if (!sendKey || userKey === undefined) return 0
  writeUserKeyField(writer, userKey)
  return 1
}

export function writeFilterField(writer: Writer, filter: FilterExpression | undefined): number {
  if (filter === undefined) return 0
  writeBytesField(writer, FieldType.filterExpression, filterBytes(filter))
  return 1
}

/** The bytes of a filter expression however it was given. */
export function filterBytes(filter: FilterExpression): Uint8Array {
  if (isBytes(filter)) return filter
  if (typeof filter !== 'string') return filter.bytes
  const bytes = readBase64(filter)
  if (bytes === undefined)
    throw clientError('INVALID_OPTION', 'filterExpression: the text is no base64 of an expression')
  return bytes
}
