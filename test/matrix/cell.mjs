// What every axis needs: processes with an end, the outcome of a cell, and the program's verdict.
import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ENDS = 120_000
const SAID = 'all is well\n'

/** The cell cannot be run on this machine, and why. */
export class NotHere extends Error {}

/** There is nothing to run: the tool has no such thing, or something else proves it. */
export class NoSuchCell extends Error {}

export function ensure(condition, complaint) {
  if (!condition) throw new Error(complaint)
}

export function folderFor(temp, name) {
  return realpathSync(mkdtempSync(join(temp ?? tmpdir(), `${name.replaceAll(/[^\w.]+/g, '-')}-`)))
}

/** As in a shell: without what started the matrix has set for itself. */
function environment(extra) {
  const own = /^(VITEST|NODE_OPTIONS$|NODE_ENV$|INIT_CWD$|npm_(?!config_registry))/
  const mine = Object.entries(process.env).filter(([name]) => !own.test(name))
  return { ...Object.fromEntries(mine), NO_COLOR: '1', ...extra }
}

/** Runs a command to its end; one that takes too long is killed, and its signal tells. */
export function start(file, args, { cwd, env, ends = ENDS } = {}) {
  return new Promise((done) => {
    const options = { cwd, env: environment(env), timeout: ends, killSignal: 'SIGKILL', maxBuffer: 1 << 26 }
    execFile(file, args, options, (error, stdout, stderr) => {
      const how = error?.signal ? `killed after ${ends / 1000} s` : `ended with ${error?.code ?? 0}`
      done({ ok: error === null, how, stdout, stderr })
    })
  })
}

/** As start, for commands that must succeed. */
export async function succeed(file, args, options) {
  const ended = await start(file, args, options)
  ensure(ended.ok, `${ended.how}: ${`${ended.stderr}\n${ended.stdout}`.trim()}`)
  return ended
}

let sets = 0

/** Runs the program: it must say that all is well, nothing else, and end by itself. */
export async function runProgram(context, file, args, cwd, env) {
  const cell = { MATRIX_HOSTS: context.hosts, MATRIX_SET: `matrix-${++sets}`, ...env }
  const { ok, how, stdout, stderr } = await start(file, args, { cwd, env: cell })
  ensure(ok && stdout === SAID && stderr === '', `${how}, and said: ${(stderr + stdout).trim()}`)
}
