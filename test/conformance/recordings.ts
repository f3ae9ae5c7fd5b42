import { readFileSync, writeFileSync } from 'node:fs'
import type { Json } from './tagged.ts'

/** What a real server answered to the scenarios of a family. */
export interface Recording {
  /** The server's build. */
  readonly build: string
  /** By scenario: what each step answered, and the record that was left. */
  readonly scenarios: Readonly<Record<string, readonly Json[]>>
}

/** @param folder where the recordings lie: `recorded` beside this file, wherever the caller was compiled to */
export function readRecording(folder: URL, family: string): Recording {
  return JSON.parse(readFileSync(fileOf(folder, family), 'utf8')) as Recording
}

/** Writes scenarios in the order of their names, a line for each answer, so that a change shows as what it is. */
export function writeRecording(folder: URL, family: string, { build, scenarios }: Recording): void {
  const blocks = Object.keys(scenarios)
    .sort()
    .map((name) => {
      const lines = (scenarios[name] ?? []).map((outcome) => `      ${JSON.stringify(outcome)}`)
      return `    ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n    ]`
    })
  const text = `{\n  "build": ${JSON.stringify(build)},\n  "scenarios": {\n${blocks.join(',\n')}\n  }\n}\n`
  writeFileSync(fileOf(folder, family), text)
}

function fileOf(folder: URL, family: string): URL {
  return new URL(`${family}.json`, folder)
}
