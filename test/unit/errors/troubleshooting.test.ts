import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { CLIENT_CODES } from '../../../src/errors/client-codes.ts'
import { RESULT_CODES, type ResultCodeEntry } from '../../../src/errors/result-codes.ts'

const PAGE = fileURLToPath(new URL('../../../docs/guide/troubleshooting.md', import.meta.url))
const page = readFileSync(PAGE, 'utf8')

/** Codes of servers that have a section of their own above the table. */
const TOLD = [...page.matchAll(/^### `([A-Z_]+)`/gm)].map(([, code]) => code)

const cell = (text: string): string => text.replaceAll('|', '\\|')

function serverTable(): string {
  const rows = Object.entries(RESULT_CODES).map(([number, entry]) => {
    const { code, message, hint = '', retry } = entry as ResultCodeEntry
    const again = retry === true ? 'yes' : ''
    return `| \`${code}\` | ${number} | ${cell(message)} | ${cell(hint)} | ${again} |`
  })
  return [
    '| code | number | what it means | what helps | tried again |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

test('the page has every code of servers, as the errors say it', async () => {
  const written = page.replace(
    /(<!-- table: servers -->\n)[^]*?(<!-- end -->)/,
    (_all, open: string, close: string) => `${open}\n${serverTable()}\n\n${close}`,
  )
  expect(written).toContain(serverTable())
  await expect(
    await format(written, { ...(await resolveConfig(PAGE)), parser: 'markdown' }),
  ).toMatchFileSnapshot(PAGE)
})

test('every error of the client has a section', () => {
  expect(TOLD.toSorted()).toEqual(Object.keys(CLIENT_CODES).toSorted())
})
