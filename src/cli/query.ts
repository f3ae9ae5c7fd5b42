import type { Client, Query, Record as AerospikeRecord } from '../index.ts'
import { binNames } from './bins.ts'
import { command, wholeNumber } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { JSON_NOTES, JSON_OPTION } from './output-options.ts'
import { look, write, writeJson, writeLines } from './output.ts'
import { type QueryArgument, queryArgument } from './query-argument.ts'
import { recordsLines } from './records-table.ts'
import { Exit } from './usage.ts'
import { recordJson } from '../json/value-json.ts'

/** Records that are laid out together as one table. */
const TOGETHER = 200

export const query = command({
  args: ['query'],
  about:
    'Shows the records of a set for which a condition holds, such as "test.users where $.age > 18 and $.name =~ /^A/i". ' +
    'The set and the condition may be left out; names with blanks stand in quotes. The condition is written in the Aerospike ' +
    'Expression Language; an index is used where one helps. Ends with 0 also when there is no such record.',
  options: {
    limit: { type: 'string', value: '<n>', doc: 'at most so many records; all when left out' },
    bins: { type: 'string', value: '<name,…>', doc: 'only these bins' },
    ...JSON_OPTION,
    ...CONNECTION_OPTIONS,
  },
  notes: `${JSON_NOTES}\n\n${CONNECTION_NOTES}`,
  async run(values, [text = '']) {
    const argument = queryArgument(text)
    const condition = await conditionOf(argument)
    const limit = wholeNumber('limit', values.limit, 1)
    const bins = binNames(values.bins)
    // A query has no time limit of its own: a set may be large.
    const timeout = values.timeout === undefined ? 0 : timeoutOf(values)
    await withClient(values, async (client) => {
      const found = queryOf(client, argument, condition, { limit, bins }).options({ timeout })
      await (values.json === true ? printJson(found) : printTables(found))
    })
    return Exit.ok
  },
})

/** Read before anything is connected, so that a mistake in it is told at once. The language is loaded only where there is text in it. */
async function conditionOf({ condition }: QueryArgument) {
  if (condition === undefined) return undefined
  const { ael } = await import('../ael.ts')
  return ael.parse(condition)
}

function queryOf(
  client: Client,
  { namespace, set }: QueryArgument,
  condition: Awaited<ReturnType<typeof conditionOf>>,
  { limit, bins }: { readonly limit: number | undefined; readonly bins: readonly string[] | undefined },
): Query {
  let found = client.query(namespace, set)
  if (condition !== undefined) found = found.where(condition)
  if (bins !== undefined) found = found.select(...bins)
  return limit === undefined ? found : found.maxRecords(limit)
}

async function printJson(found: Query): Promise<void> {
  for await (const record of found) await writeJson(recordJson(record))
}

async function printTables(found: Query): Promise<void> {
  let count = 0
  let records: AerospikeRecord[] = []
  const flush = async (): Promise<void> => {
    if (records.length === 0) return
    await writeLines([...(count > records.length ? [''] : []), ...recordsLines(records, look())])
    records = []
  }
  for await (const record of found) {
    count++
    if (records.push(record) === TOGETHER) await flush()
  }
  await flush()
  await write(count === 0 ? 'no records\n' : `${count} record${count === 1 ? '' : 's'}\n`)
}
