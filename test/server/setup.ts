import type { TestProject } from 'vitest/node'
import { differencesOf, readFacts, type ServerFacts } from './facts.ts'
import { lackOf } from './needs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the real server is that the tests run on; null without one. */
    readonly serverFacts: ServerFacts | null
  }
}

/** Runs once, before all tests: says in what the real server differs, and which scenarios are left out for it. */
export async function setup(project: TestProject): Promise<void> {
  const hosts = process.env['AEROSPIKE_HOSTS'] ?? ''
  const facts = hosts === '' ? null : await readFacts(hosts)
  project.provide('serverFacts', facts)
  if (facts !== null) console.log(await report(hosts, facts))
}

async function report(hosts: string, facts: ServerFacts): Promise<string> {
  const differences = differencesOf(facts)
  if (differences.length === 0) return `The server at ${hosts} is configured as those in docker/.`
  // Only here, so that a run without a real server does not load them.
  const { families } = await import('../conformance/families/index.ts')
  const { needsOf } = await import('../conformance/needs.ts')
  const leftOut = families.flatMap(({ name: family, scenarios, needs }) =>
    Object.entries(scenarios).flatMap(([name, steps]) => {
      const lack = lackOf(facts, needsOf(name, steps, needs))
      return lack === '' ? [] : [`${family}: ${name} (needs ${lack})`]
    }),
  )
  const list = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')
  return (
    `The server at ${hosts} differs from those in docker/:${list(differences)}\n` +
    (leftOut.length === 0
      ? 'No scenario is left out for it.'
      : `Scenarios that are left out for it:${list(leftOut)}`)
  )
}
