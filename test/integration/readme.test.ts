import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import type { Need } from '../server/needs.ts'
import { Authority } from './certificates.ts'
import { buildPrograms, type Program, programFolder, runProgram } from './programs.ts'
import { freshSet, isReal, open, startTestServer, testNeeding, type TestServer } from './server.ts'

// Every ```ts block of these pages is run. One that begins with an import begins a program; those below it go on with it.
const PAGES = [
  'README',
  ...[
    'admin',
    'batch',
    'connections',
    'documents',
    'expressions',
    'failures',
    'fastify',
    'getting-started',
    'nestjs',
    'observability',
    'production',
    'query',
    'recipes',
    'security',
    'serverless',
    'stores',
    'testing',
    'typed-sets',
  ].map((guide) => `docs/guide/${guide}`),
]

function programsOf(page: string): Program[] {
  const programs: string[] = []
  for (const [, block = ''] of readFileSync(`${page}.md`, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)) {
    if (block.startsWith('import ')) programs.push(block)
    else if (programs.length === 0)
      throw new Error(`${page}: the first program does not begin with an import`)
    else programs.push(`${programs.pop() ?? ''}\n${block}`)
  }
  return programs.map((code, i) => ({ name: `${page.replace('docs/guide/', '')}-${i + 1}`, code }))
}

const programs = PAGES.flatMap(programsOf)
const SET = freshSet('docs')
let server: TestServer
/** One with users and TLS, for the pages that need it. */
let secured: MemoryServer
let folder: string

const PASSWORD = 'the secret of ann'

/** Authority, certificates and keys, by the names of their files. */
const certificates = makeCertificates()

async function makeCertificates(): Promise<Map<string, string>> {
  const authority = await Authority.create()
  const node = await authority.issue('db.example', { names: ['db.example'] })
  const client = await authority.issue('ann')
  return new Map([
    ['ca.pem', authority.cert],
    ['node.pem', node.cert],
    ['node.key', node.key],
    ['client.pem', client.cert],
    ['client.key', client.key],
  ])
}

async function startSecured(): Promise<MemoryServer> {
  const files = await certificates
  return startMemoryServer({
    security: {
      users: [
        { name: 'admin', password: 'admin', roles: ['user-admin'] },
        { name: 'ann', password: PASSWORD, roles: ['read-write'] },
      ],
    },
    tls: {
      cert: files.get('node.pem') ?? '',
      key: files.get('node.key') ?? '',
      ca: files.get('ca.pem'),
      name: 'db.example',
    },
  })
}

/** As written, but on this server, in a set of its own, not a million times, and with time for a machine that is busy. */
function rewrite(code: string): string {
  return code
    .replaceAll(`'127.0.0.1:3000'`, `'${server.hosts}'`)
    .replaceAll(`'db.example:3000'`, `'${secured.hosts}'`)
    .replaceAll(`'db1.example:db.example:4333'`, `'${secured.tlsHosts}'`)
    .replaceAll('/etc/aerospike', resolve(folder))
    .replaceAll('/var/log/aerospike', resolve(folder))
    .replaceAll(`'users'`, `'${SET}'`)
    .replaceAll(`'users-age'`, `'${SET}-age'`)
    .replaceAll(`'sums`, `'${SET}`)
    .replaceAll(`'ages`, `'${SET}-ages`)
    .replaceAll(`'client.yaml'`, () => JSON.stringify(join(folder, 'client.yaml')))
    .replaceAll('1_000_000', '1_000')
    .replaceAll('10_000', '1_000')
    .replaceAll(/timeout(?<by>: |\()\d+/g, 'timeout$<by>60_000')
}

beforeAll(async () => {
  server = await startTestServer(3)
  secured = await startSecured()
  folder = programFolder('docs-')
  for (const [name, pem] of await certificates) writeFileSync(join(folder, name), pem)
  await buildPrograms(
    folder,
    programs.map(({ name, code }) => ({ name, code: rewrite(code) })),
  )
})

afterAll(async () => {
  if (isReal) {
    const client = await open(server)
    await client.dropIndex('test', `${SET}-age`)
    await client.removeUdf(`${SET}.lua`)
    await client.removeUdf(`${SET}-ages.lua`)
    await client.truncate('test', SET)
    await client.close()
  }
  await server.close()
  await secured.close()
  rmSync(folder, { recursive: true })
})

/** What the pages say that these print. */
const SAYS: Readonly<Record<string, string>> = {
  'README-1': 'Ann\n[ null, 2, 2 ]\n',
  'documents-1': '0 true 3n\n',
  'testing-2': "{ name: 'Ann' }\nnull\n{ name: 'Ann' }\n",
  'testing-3': 'CLUSTER_UNREACHABLE\n',
  'testing-4': 'ROLE_VIOLATION\n',
  'testing-5': 'CONNECTION_LOST true 1\n{ n: 1 }\n',
}

// One after the other: they share one set.
for (const { name, code } of programs) {
  const needs: Need[] = /\bttl: [1-9]/.test(code) ? ['expiry'] : []
  testNeeding(needs, `${name} runs as written and ends by itself`, async () => {
    const { stdout, stderr } = await runProgram(folder, name, { env: { AEROSPIKE_PASSWORD: PASSWORD } })
    expect(stderr).toBe('')
    if (name in SAYS) expect(stdout).toBe(SAYS[name])
  })
}

test('every page has a program', () => {
  expect(programs.length).toBeGreaterThan(PAGES.length)
  for (const page of PAGES) expect(programsOf(page).length, page).toBeGreaterThan(0)
})
