import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** The command-line program, built as it is published: what a command needs is loaded when it is asked for. */
export class CliProgram {
  readonly dir: string
  readonly metafile: Metafile

  private constructor(dir: string, metafile: Metafile) {
    this.dir = dir
    this.metafile = metafile
  }

  static async build(): Promise<CliProgram> {
    const dir = mkdtempSync(join(tmpdir(), 'cli-'))
    const { metafile } = await build({
      entryPoints: ['src/cli.ts'],
      bundle: true,
      splitting: true,
      loader: { '.lua': 'text' },
      platform: 'node',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: join(dir, 'dist'),
      // generic-pool is CommonJS, and asks for a module of Node.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
      },
      metafile: true,
      logLevel: 'error',
    })
    copyFileSync('package.json', join(dir, 'package.json'))
    return new CliProgram(dir, metafile)
  }

  start(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const { AEROSPIKE_HOSTS, AEROSPIKE_PASSWORD, ...rest } = process.env
    const child = spawn(process.execPath, [join(this.dir, 'dist', 'cli.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...rest, ...env },
    })
    let out = ''
    let error = ''
    child.stdout.on('data', (chunk) => (out += String(chunk)))
    child.stderr.on('data', (chunk) => (error += String(chunk)))
    const ended = once(child, 'close').then(([code]: (number | null)[]) => ({
      code: code ?? null,
      out,
      error,
    }))
    return { child, ended }
  }

  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
    return this.start(args, env).ended
  }

  /** The source files that are loaded with the program, before it knows what it is asked for. */
  get loadedFirst(): string[] {
    const seen = new Set<string>()
    const visit = (output: string): void => {
      if (seen.has(output)) return
      seen.add(output)
      for (const { path, kind } of this.metafile.outputs[output]?.imports ?? [])
        if (kind === 'import-statement') visit(path)
    }
    const entry = Object.entries(this.metafile.outputs).find(
      ([, { entryPoint }]) => entryPoint === 'src/cli.ts',
    )
    visit(entry?.[0] ?? '')
    return [...seen].flatMap((output) => Object.keys(this.metafile.outputs[output]?.inputs ?? {}))
  }

  remove(): void {
    rmSync(this.dir, { recursive: true })
  }
}
