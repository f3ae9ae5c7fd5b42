import type { Record as AerospikeRecord } from '../index.ts'
import { escapeText } from './escape.ts'
import { type Look, narrowed, tableLines, wantedWidths } from './table.ts'
import { valueText } from './value-text.ts'

/** Records for people: a table with a column for every bin that any of them has, or one below another where that is too wide. */
export function recordsLines(records: readonly AerospikeRecord[], look: Look): string[] {
  const bins = [...new Set(records.flatMap((record) => Object.keys(record.bins)))].sort()
  const columns = ['KEY', ...bins.map(escapeText)].map((title) => ({ title }))
  const rows = records.map((record) => [keyText(record), ...bins.map((bin) => binText(record, bin))])
  const fits = narrowed(wantedWidths(columns, rows), look.width) !== undefined
  return fits ? tableLines(columns, rows, look) : records.flatMap((record) => standing(record, look))
}

/** A bin that a record does not have leaves its place empty: no value is written as nothing. */
function binText({ bins }: AerospikeRecord, bin: string): string {
  return Object.hasOwn(bins, bin) ? valueText(bins[bin]) : ''
}

/** Most records were stored without their key: then the digest says which one it is, as `get --key-type digest` takes it. */
function keyText({ key }: AerospikeRecord): string {
  return key.userKey === undefined ? key.digest.toString('hex') : valueText(key.userKey)
}

function standing(record: AerospikeRecord, look: Look): string[] {
  const rows = Object.keys(record.bins)
    .sort()
    .map((bin) => [escapeText(bin), binText(record, bin)])
  return tableLines([{ title: 'KEY' }, { title: keyText(record) }], rows, look)
}
