import { readFileSync } from 'node:fs'
import { connect } from '../../src/index.ts'

/** Settings of a namespace that answers depend on, with the values of a server that is not told any. */
const SETTINGS = {
  'default-ttl': '0',
  'nsup-period': '0',
  'allow-ttl-without-nsup': 'false',
  'default-read-touch-ttl-pct': '0',
  'disallow-null-setname': 'false',
  'strong-consistency': 'false',
  'reject-non-xdr-writes': 'false',
  'storage-engine': 'memory',
} as const

type Settings = Readonly<Record<keyof typeof SETTINGS, string>>

/** What a server is, as far as answers depend on it. Plain data: it goes from one process of the test run to others. */
export interface ServerFacts {
  readonly build: string
  readonly edition: string
  readonly namespaces: Readonly<Record<string, Settings>>
  /** Namespaces that take no writes now. */
  readonly stopped: readonly string[]
}

/** The build that answers were recorded from. */
const RECORDED_BUILD = '8.1.2.0'

/** Asks a server what it is. */
export async function readFacts(hosts: string): Promise<ServerFacts> {
  await using client = await connect({ hosts })
  const namespaces: Record<string, Settings> = {}
  const stopped: string[] = []
  for (const name of await client.listNamespaces()) {
    const [figures] = await client.namespaceStatistics(name)
    const value = (setting: string): string | undefined => figures?.all.get(setting)
    namespaces[name] = settings((setting, usual) => value(setting) ?? usual)
    if (value('stop_writes') === 'true') stopped.push(name)
  }
  const edition = await client.info('edition')
  return { build: client.nodes[0]?.build ?? '', edition, namespaces, stopped }
}

/** The same of the servers in docker/, which all have the settings of the single one. */
export function dockerFacts(): ServerFacts {
  const text = readFileSync(new URL('../../docker/single.conf', import.meta.url), 'utf8')
  const namespaces: Record<string, Settings> = {}
  for (const [, name = '', block = ''] of text.matchAll(/^namespace (\S+) \{\n(.*?)^\}/gms)) {
    const given = new Map(
      [...block.matchAll(/^\s*([\w-]+) ([\w-]+)/gm)].map(([, key, value]) => [key, value]),
    )
    namespaces[name] = settings((setting, usual) => given.get(setting) ?? usual)
  }
  const edition = 'Aerospike Community Edition'
  return { build: RECORDED_BUILD, edition, namespaces, stopped: [] }
}

function settings(value: (setting: string, usual: string) => string): Settings {
  const all = Object.entries(SETTINGS).map(([setting, usual]) => [setting, value(setting, usual)] as const)
  return Object.fromEntries(all) as Settings
}

/** In what a server differs from those in docker/, a line for each. */
export function differencesOf(facts: ServerFacts, docker: ServerFacts = dockerFacts()): string[] {
  const lines: string[] = []
  const compare = (what: string, found: string, usual: string): void => {
    if (found !== usual) lines.push(`${what} ${found} (docker/: ${usual})`)
  }
  compare('build', facts.build, docker.build)
  compare('edition', facts.edition, docker.edition)
  for (const [name, usual] of Object.entries(docker.namespaces)) {
    const own = facts.namespaces[name]
    if (own === undefined) lines.push(`no namespace ${name}`)
    else
      for (const [key, value] of Object.entries(usual))
        compare(`${name}: ${key}`, own[key as keyof Settings], value)
  }
  for (const name of Object.keys(facts.namespaces))
    if (!(name in docker.namespaces)) lines.push(`another namespace, ${name}`)
  for (const name of facts.stopped) lines.push(`${name}: takes no writes (stop_writes)`)
  return lines
}
