import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { ENTRIES } from '../../scripts/entries.mjs'

/** What a page or a comment shows, as it is run. */
export interface Program {
  readonly name: string
  readonly code: string
}

/** A folder for programs, inside node_modules, so that the packages are found from there. */
export function programFolder(prefix: string): string {
  const cache = 'node_modules/.cache'
  mkdirSync(cache, { recursive: true })
  return mkdtempSync(join(cache, prefix))
}

/** Bundles programs for Node, with the sources where they import the package. Those of `entries` can be run then. */
export async function buildPrograms(
  folder: string,
  programs: readonly Program[],
  entries: readonly string[] = programs.map(({ name }) => name),
): Promise<void> {
  for (const { name, code } of programs) writeFileSync(join(folder, `${name}.ts`), code)
  await build({
    entryPoints: entries.map((name) => join(folder, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    loader: { '.lua': 'text', '.html': 'text' },
    splitting: true,
    alias: Object.fromEntries(ENTRIES.map(({ specifier, file }) => [specifier, resolve(`src/${file}.ts`)])),
    external: [
      '@fastify/*',
      '@nestjs/*',
      '@opentelemetry/*',
      'bcryptjs',
      'cache-manager',
      'express',
      'express-rate-limit',
      'express-session',
      'fastify',
      'generic-pool',
      'keyv',
      'msgpackr',
      'prom-client',
      'yaml',
      'zod',
    ],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    logLevel: 'error',
  })
}

/** Runs a program to its end. */
export function runProgram(
  folder: string,
  name: string,
  { env = {}, timeout = 15_000 } = {},
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [join(folder, `${name}.mjs`)], {
    timeout,
    env: { ...process.env, ...env },
  })
}
