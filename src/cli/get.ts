import type { Record as AerospikeRecord } from '../index.ts'
import { command, oneOf } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, withClient } from './connection.ts'
import { escapeText } from './escape.ts'
import { KEY_TYPES, keyOf, keyTypeOf } from './key-argument.ts'
import { JSON_NOTES, JSON_OPTION } from './output-options.ts'
import { complain, look, writeJson, writeLines } from './output.ts'
import { binNames } from './bins.ts'
import { type Look, tableLines } from './table.ts'
import { Exit } from './usage.ts'
import { recordJson } from '../json/value-json.ts'
import { typeText, valueText } from './value-text.ts'

export const get = command({
  args: ['namespace', 'set', 'key'],
  about:
    'Shows a record; ends with 1 when there is none. A key that is written like an integer is one: the key "42" of text is got with ' +
    '--key-type string. An empty set ("") is for records without one; a key that begins with - stands behind --.',
  options: {
    bins: { type: 'string', value: '<name,…>', doc: 'only these bins' },
    'key-type': {
      type: 'string',
      value: '<type>',
      doc: `what the key is: ${KEY_TYPES.join(', ')}; bytes and digests in hexadecimal (auto)`,
    },
    ...JSON_OPTION,
    ...CONNECTION_OPTIONS,
  },
  notes: `${JSON_NOTES}\n\n${CONNECTION_NOTES}`,
  async run(values, [namespace = '', set = '', text = '']) {
    const type = oneOf('key-type', KEY_TYPES, values['key-type'] ?? 'auto')
    const key = keyOf(namespace, set, text, type)
    const bins = binNames(values.bins)
    const record = await withClient(values, (client) => client.get(key, bins === undefined ? {} : { bins }))
    if (record === null) {
      complain(notFound(text, type === 'auto'))
      return Exit.failed
    }
    if (values.json === true) await writeJson(recordJson(record))
    else await writeLines(recordLines(record, look()))
    return Exit.ok
  },
})

/** An answer that depends on what the key was taken for says so. */
function notFound(text: string, isGuess: boolean): string {
  const guessed = isGuess && keyTypeOf(text, 'auto') === 'integer'
  const hint = guessed ? '; the key was taken for an integer, --key-type string looks for the text' : ''
  return `there is no such record${hint}`
}

const NEVER = -1

/** A record for people: what it is, then its bins, each on a line of its own. */
export function recordLines(
  { key, bins, generation, ttl }: AerospikeRecord,
  { width, paint }: Look,
): string[] {
  const about = [
    `digest ${key.digest.toString('hex')}`,
    `generation ${generation}`,
    ttl === NEVER ? 'never expires' : `expires in ${ttl} s`,
  ]
  const rows = Object.entries(bins).map(([name, value]) => [
    escapeText(name),
    typeText(value),
    valueText(value),
  ])
  const columns = [{ title: 'BIN' }, { title: 'TYPE' }, { title: 'VALUE' }]
  return [
    paint('dim', about.join(', ')),
    ...(rows.length === 0 ? ['no bins'] : tableLines(columns, rows, { width, paint })),
  ]
}
