import { Expression, type IndexInfo } from '../index.ts'
import { command } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { escapeText } from './escape.ts'
import { type Field, printList } from './list.ts'
import { JSON_OPTION } from './output-options.ts'
import { Exit } from './usage.ts'

const FIELDS: readonly Field<IndexInfo>[] = [
  { title: 'NAMESPACE', text: ({ namespace }) => escapeText(namespace) },
  { title: 'SET', text: ({ set }) => escapeText(set) },
  {
    title: 'INDEX',
    text: ({ name, ambiguous }) => (ambiguous === null ? escapeText(name) : `? ${escapeText(ambiguous)}`),
  },
  { title: 'OF', text: subject },
  { title: 'TYPE', text: ({ type }) => escapeText(type) },
  { title: 'COLLECTION', text: ({ collection }) => collection },
  { title: 'STATE', text: ({ ready }) => (ready ? 'ready' : { text: 'building', style: 'yellow' }) },
]

/** A bin, with the way to a place in it, or an expression as text. */
function subject({ bin, context, expression }: IndexInfo): string {
  if (expression !== null) return escapeText(String(Expression.fromBase64(expression)))
  return context === null ? escapeText(bin) : `${escapeText(bin)} at ${context}`
}

export const indexes = command({
  args: ['namespace?'],
  about: 'Lists the secondary indexes of a namespace, or of all.',
  options: { ...JSON_OPTION, ...CONNECTION_OPTIONS },
  notes: CONNECTION_NOTES,
  async run(values, [namespace]) {
    const found = await withClient(values, (client) =>
      client.listIndexes(namespace, { timeout: timeoutOf(values) }),
    )
    await printList(found, FIELDS, { json: values.json ?? false, empty: 'no indexes' })
    return Exit.ok
  },
})
