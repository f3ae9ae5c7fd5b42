import { expect, test } from 'vitest'
import * as batch from '../../../src/policy/batch.ts'
import { CLIENT_OPTIONS } from '../../../src/policy/client.ts'
import { GET_OPTIONS, OPERATE_OPTIONS, READ_OPTIONS, WRITE_OPTIONS } from '../../../src/policy/command.ts'
import { METRICS_OPTIONS } from '../../../src/policy/metrics.ts'
import {
  EXECUTE_OPTIONS,
  FOR_EACH_OPTIONS,
  INFO_OPTIONS,
  QUERY_OPTIONS,
  TO_ARRAY_OPTIONS,
  WAIT_OPTIONS,
} from '../../../src/policy/query.ts'
import type { OptionSpec, OptionTable } from '../../../src/policy/table.ts'
import { APPLY_OPTIONS } from '../../../src/policy/udf.ts'
import { NAMESPACE_OPTIONS, SERVER_OPTIONS } from '../../../src/testing/options.ts'

const TABLES: [title: string, table: OptionTable][] = [
  ['Client', CLIENT_OPTIONS],
  ['Reading: `exists`, `metadata`', READ_OPTIONS],
  ['`get`', GET_OPTIONS],
  ['Writing: `put`, `add`, `append`, `prepend`, `touch`, `remove`', WRITE_OPTIONS],
  ['`operate`', OPERATE_OPTIONS],
  ['`apply`', APPLY_OPTIONS],
  ['`batch`, `existsMany`', batch.BATCH_OPTIONS],
  ['`getMany`', batch.GET_MANY_OPTIONS],
  ['`putMany`', batch.PUT_MANY_OPTIONS],
  ['`removeMany`', batch.REMOVE_MANY_OPTIONS],
  ['`batchStream`', batch.BATCH_STREAM_OPTIONS],
  ['Rows that read', batch.READ_ROW_OPTIONS],
  ['Rows that write', batch.WRITE_ROW_OPTIONS],
  ['Rows that run operations', batch.OPERATE_ROW_OPTIONS],
  ['Rows that remove', batch.REMOVE_ROW_OPTIONS],
  ['Rows that call a function', batch.APPLY_ROW_OPTIONS],
  ['Queries: `options`', QUERY_OPTIONS],
  ['Queries: `toArray`', TO_ARRAY_OPTIONS],
  ['Queries: `forEach`', FOR_EACH_OPTIONS],
  ['Background jobs: `execute`', EXECUTE_OPTIONS],
  ['Waiting for indexes, functions and jobs: `wait`', WAIT_OPTIONS],
  ['Administration and info', INFO_OPTIONS],
  ['Metrics: `enableMetrics`', METRICS_OPTIONS],
  ['Starting a memory server', SERVER_OPTIONS],
  ['Namespaces of a memory server', NAMESPACE_OPTIONS],
]

function kindOf(spec: OptionSpec): string {
  if (spec.kind === 'integer') return `${spec.min} to ${spec.max}`
  if (spec.kind === 'choice') return spec.values.map((value) => `\`'${value}'\``).join(', ')
  return spec.kind === 'boolean' ? 'boolean' : ''
}

function initialOf(spec: OptionSpec): string {
  const text = JSON.stringify(spec.default) as string | undefined
  return text === undefined ? '' : `\`${text}\``
}

function section([title, table]: (typeof TABLES)[number]): string {
  const rows = Object.entries(table).map(
    ([name, spec]) => `| \`${name}\` | ${initialOf(spec)} | ${kindOf(spec)} | ${spec.doc} |`,
  )
  return [
    `## ${title}`,
    '',
    '| option | default | values | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

test('the guide lists every option as the tables have it', async () => {
  const intro =
    '# Options\n\nWritten from the tables that check them: `npx vitest run test/unit/policy/options-guide.test.ts -u`.'
  const guide = `${[intro, ...TABLES.map(section)].join('\n\n')}\n`
  await expect(guide).toMatchFileSnapshot('../../../docs/guide/options.md')
})
