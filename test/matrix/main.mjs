// npm run test:matrix -- [--only runtimes,bundlers,managers,compilers] [--rows TEXT] [--quick] [--without-tests] [--json FILE]
// Packs the package, installs it as a user does, and runs it under every runtime, bundler, package manager and compiler: tables of
// what was run, with the versions, and exit code 1 when a cell failed.
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startMemoryServer } from '../../dist/testing/index.js'
import { pack } from '../../scripts/pack.mjs'
import { bundlers } from './bundlers.mjs'
import { folderFor, NoSuchCell, NotHere, succeed } from './cell.mjs'
import { compilers } from './compilers.mjs'
import { managers } from './managers.mjs'
import { runtimes } from './runtimes.mjs'
import { failuresOf, tableOf } from './table.mjs'

const AXES = { runtimes, bundlers, managers, compilers }
const PROGRAM = fileURLToPath(new URL('program', import.meta.url))

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(AXES).join() },
    rows: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    'without-tests': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})

/** A project of a user with the packed package in it, which the cells share. */
async function prepare(temp) {
  const { path: tarball } = await pack(temp)
  const project = join(temp, 'project')
  cpSync(PROGRAM, project, { recursive: true })
  writeFileSync(join(project, 'package.json'), '{"name":"matrix-user","private":true}')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', tarball]
  await succeed('npm', args, { cwd: project })
  return { temp, tarball, project }
}

async function outcomeOf(cell, context) {
  try {
    return { outcome: 'ok', remark: await cell(context) }
  } catch (error) {
    if (error instanceof NoSuchCell) return { outcome: 'none', remark: error.message }
    if (error instanceof NotHere) return { outcome: 'not here', remark: error.message }
    return { outcome: 'failed', remark: error.message }
  }
}

async function runRow({ name, cells }, columns, context) {
  const outcomes = []
  for (const [i, cell] of cells.entries()) {
    const started = Date.now()
    const outcome = await outcomeOf(cell, context)
    outcomes.push(outcome)
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    console.error(`${outcome.outcome.padEnd(8)} ${name}, ${columns[i]} (${seconds} s)`)
  }
  return { name, cells: outcomes }
}

/** Only what is asked for: a short run leaves out rows and columns, and does not show them. */
function chosen({ title, columns, slow, tests = [], rows }) {
  const left = [...(options.quick ? slow : []), ...(options['without-tests'] ? tests : [])]
  const kept = columns.map((column) => !left.includes(column))
  return {
    title,
    columns: columns.filter((_, i) => kept[i]),
    rows: rows
      .filter(({ name, quick }) => (quick || !options.quick) && name.includes(options.rows))
      .map((row) => ({ ...row, cells: row.cells.filter((_, i) => kept[i]) })),
  }
}

async function runAxis(axis, context) {
  const { title, columns, rows } = chosen(axis)
  const done = []
  for (const row of rows) done.push(await runRow(row, columns, context))
  return { title, columns, rows: done }
}

async function main(temp, axes) {
  const server = await startMemoryServer()
  try {
    const context = { ...(await prepare(temp)), hosts: server.hosts }
    const tables = []
    for (const axis of axes) tables.push(await runAxis(axis, context))
    return tables.filter(({ rows }) => rows.length > 0)
  } finally {
    await server.close()
  }
}

const names = options.only.split(',')
const unknown = names.filter((name) => !Object.hasOwn(AXES, name))
if (unknown.length > 0)
  throw new Error(`no such axis: ${unknown.join(', ')}; there are ${Object.keys(AXES).join(', ')}`)

const temp = folderFor(undefined, 'aerospike-ts-matrix')
try {
  const tables = await main(
    temp,
    names.map((name) => AXES[name]),
  )
  const failures = tables.flatMap(failuresOf)
  for (const table of tables) console.log(`\n${tableOf(table)}`)
  console.log(
    failures.length === 0
      ? '\nmatrix: no cell failed'
      : `\n${failures.join('\n')}\nmatrix: ${failures.length} cells failed`,
  )
  if (options.json) writeFileSync(options.json, JSON.stringify(tables, null, 2))
  process.exitCode = failures.length === 0 && tables.length > 0 ? 0 : 1
} finally {
  rmSync(temp, { recursive: true, force: true })
}
