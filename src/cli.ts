#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { COMMANDS, overview } from './cli/commands.ts'
import { escapeMessage } from './cli/escape.ts'
import { complain, endWithReader, write } from './cli/output.ts'
import { codeOf, Exit, isUsage, UsageError } from './cli/usage.ts'
import { isError } from './kinds.ts'

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined) throw new UsageError('A command is missing')
  if (name === '--help' || name === '-h') return print(overview())
  if (name === '--version' || name === '-v') return print(`${packageVersion()}\n`)
  if (name.startsWith('-')) throw new UsageError(`A command comes before its options, such as ${name}`)
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined)
    throw new UsageError(
      `There is no command ${JSON.stringify(name)}; there are ${Object.keys(COMMANDS).join(', ')}`,
    )
  const command = await entry.load()
  return (await command.run(name, args)) ?? print(command.help(name))
}

async function print(text: string): Promise<number> {
  await write(text)
  return Exit.ok
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}

/** A message may hold what a server or a record says. */
function tell(error: unknown): number {
  if (!isError(error)) {
    complain(escapeMessage(String(error)))
    return Exit.failed
  }
  const code = codeOf(error)
  complain(`${code === undefined ? '' : `${code}: `}${escapeMessage(error.message)}`)
  if (!isUsage(error)) return Exit.failed
  process.stderr.write(`Try aerospike-ts ${helpFor(process.argv[2])}--help\n`)
  return Exit.usage
}

function helpFor(name = ''): string {
  return Object.hasOwn(COMMANDS, name) ? `${name} ` : ''
}

endWithReader()
process.exitCode = await main(process.argv.slice(2)).catch(tell)
