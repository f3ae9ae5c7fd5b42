import { once } from 'node:events'
import { paintFor } from './paint.ts'
import { escapeJson } from './escape.ts'
import type { Look } from './table.ts'
import { Exit } from './usage.ts'

/** Whoever reads the output may have seen enough, as `head` does: the process ends without a word then. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(Exit.ok)
  })
}

/** Writes text, and waits while nobody takes it. */
export async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

export async function writeLines(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await write(`${lines.join('\n')}\n`)
}

/** One line of JSON for programs; what a terminal could take for a command is escaped in it too. */
export async function writeJson(value: unknown): Promise<void> {
  await write(`${escapeJson(JSON.stringify(value))}\n`)
}

/** How wide and colourful what is printed may be: as the terminal is, or of any width and without colours. */
export function look(): Look {
  const { isTTY, columns } = process.stdout as { readonly isTTY?: boolean; readonly columns?: number }
  return {
    width: isTTY && columns !== undefined && columns > 0 ? columns : Infinity,
    paint: paintFor(process.stdout),
  }
}

/** A line for people beside the output. */
export function complain(text: string): void {
  process.stderr.write(`aerospike-ts: ${text}\n`)
}
