import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The package in one file, for processes of their own. */
export interface Bundle {
  readonly url: string
  remove(): void
}

export async function bundle(): Promise<Bundle> {
  const dir = mkdtempSync(join(tmpdir(), 'exit-'))
  const outfile = join(dir, 'index.mjs')
  await build({
    entryPoints: ['src/index.ts'],
    outfile,
    bundle: true,
    loader: { '.lua': 'text', '.html': 'text' },
    platform: 'node',
    format: 'esm',
    // generic-pool is a CommonJS module that asks for Node's own ones.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  })
  return { url: pathToFileURL(outfile).href, remove: () => rmSync(dir, { recursive: true }) }
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** What every process here must come to. */
export const CLEAN: Ending = { code: 0, signal: null, stdout: '', stderr: '' }

/** A process that has not ended by then after its last work hangs; it is ended, and its signal tells. */
const HANGS_AFTER = 4_000
/** Until its last work it has all the time that a busy machine may take. */
const STARTS_WITHIN = 60_000

/**
 * Runs a program in a process of its own, as a user's would: `api` is the package, `hosts` the server. It must end by
 * itself, soon after its last line.
 */
export function run(url: string, program: string, hosts = ''): Promise<Ending> {
  const source = `
    const api = await import(${JSON.stringify(url)})
    const hosts = ${JSON.stringify(hosts)}
    const key = (i) => new api.Key('test', 'exit', i)
    const code = (error) => error.code
    const check = (is, wanted) => {
      if (is !== wanted) throw new Error(\`\${is} instead of \${wanted}\`)
    }
    ${program}
    process.send('done', () => process.disconnect())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)))
  const kill = (): void => void child.kill('SIGKILL')
  let timer = setTimeout(kill, STARTS_WITHIN)
  child.once('message', () => {
    clearTimeout(timer)
    timer = setTimeout(kill, HANGS_AFTER)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, ...output })
    })
  })
}
