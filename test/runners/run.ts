import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'

const PROGRAMS = 'test/runners/programs'
const ends = 60_000

/** A folder with the package and the programs, from which test runners can be started as in a user's project. */
export async function project(): Promise<string> {
  // Outside node_modules, where jest looks for no tests.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'runners-')))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  await build({
    entryPoints: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    loader: { '.lua': 'text', '.html': 'text' },
    platform: 'node',
    format: 'cjs',
    external: ['wasmoon', 'yaml'],
    logLevel: 'error',
  })
  for (const name of readdirSync(PROGRAMS)) copyFileSync(join(PROGRAMS, name), join(folder, name))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'runners' }))
  return folder
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true })
}

/** The file that the package of a runner starts. */
export function startOf(name: string, file: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file)
}

/** How a runner ended. One that has not ended after a minute is killed, and its signal tells. */
export interface Ended {
  readonly code: number | string | null | undefined
  readonly signal: NodeJS.Signals | null | undefined
  readonly output: string
}

export function run(folder: string, args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd: folder, timeout: ends, killSignal: 'SIGKILL', env: environment() } as const
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : error.code, signal: error?.signal ?? null, output: stdout + stderr })
    })
  })
}

/** As in a shell: without what the runner of this test has set. */
function environment(): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$|NODE_TEST_CONTEXT$)/
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name))),
    NO_COLOR: '1',
  }
}
