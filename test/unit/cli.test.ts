import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { connect, Key } from '../../src/index.ts'
import { Authority } from '../integration/certificates.ts'
import { CliProgram } from '../integration/cli-program.ts'
import { RawClient } from './testing/support/raw-client.ts'

const PATIENT = { dialTimeout: 10_000, tendTimeout: 10_000, loginTimeout: 20_000 } as const

let program: CliProgram
beforeAll(async () => {
  program = await CliProgram.build()
})
afterAll(() => program.remove())

const start = (args: string[]): ReturnType<CliProgram['start']> => program.start(args)

describe('aerospike-ts serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says where it listens, serves, and ends on %s', async (signal) => {
    const { child, ended } = start([
      'serve',
      '--port',
      '0',
      '--nodes',
      '2',
      '--namespace',
      'a',
      '--namespace',
      'b',
    ])
    const [line] = (await once(child.stdout!, 'data')) as [Buffer]
    const match = /^listening on 127\.0\.0\.1:(\d+),127\.0\.0\.1:\d+\n$/.exec(line.toString())
    const client = await RawClient.connect(Number(match?.[1]))
    expect(await client.info('namespaces')).toBe('a;b')
    child.kill(signal)
    expect(await ended).toEqual({ code: 0, out: line.toString(), error: '' })
    client.close()
  })

  it('takes users and certificates, and says where it speaks TLS', async () => {
    const authority = await Authority.create()
    const { cert, key } = await authority.issue('db.example', { names: ['db.example'] })
    const folder = mkdtempSync(join(tmpdir(), 'cli-tls-'))
    const files = { cert: join(folder, 'node.pem'), key: join(folder, 'node.key') }
    writeFileSync(files.cert, cert)
    writeFileSync(files.key, key)
    const { child, ended } = start([
      ...['serve', '--port', '0', '--tls-port', '0', '--tls-name', 'db.example'],
      ...['--tls-cert', files.cert, '--tls-key', files.key, '--user', 'ann:secret:read-write'],
    ])
    let out = ''
    while (out.split('\n').length < 3) out += String((await once(child.stdout!, 'data'))[0])
    const hosts = /with TLS on (\S+)/.exec(out)?.[1] ?? ''
    const client = await connect({
      hosts,
      user: 'ann',
      password: 'secret',
      tls: { ca: authority.cert },
      ...PATIENT,
    })
    expect(await client.exists(new Key('test', 'set', 1), { timeout: 30_000 })).toBe(false)
    await client.close()
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, error: '' })
    rmSync(folder, { recursive: true })
  })

  it.each<[args: string[], complaint: string]>([
    [[], 'A command is missing'],
    [['fly'], 'There is no command "fly"; there are get, query, info'],
    [['toString'], 'There is no command "toString"'],
    [['--port', '0', 'serve'], 'A command comes before its options'],
    [['serve', 'now'], 'serve takes no argument, but got "now"'],
    [['serve', '--port', 'x'], '--port takes a whole number, not "x"'],
    [['serve', '--user', 'a:secret:b:c'], '--user takes name:password:roles'],
    [['serve', '--tls-cert', 'x.pem'], '--tls-cert and --tls-key go together'],
    [['serve', '--port', '70000'], 'port must be a whole number from 0 to 65535, not 70000'],
    [['serve', '--nodes', '0'], 'nodes must be a whole number from 1 to 128, not 0'],
    [['serve', '--namespace', 'a b'], 'not "a b"'],
    [['serve', '--bogus'], "Unknown option '--bogus'"],
  ])('%j is a usage error', async (args, complaint) => {
    const { code, out, error } = await start(args).ended
    expect(error).toContain(complaint)
    expect([code, out]).toEqual([2, ''])
  })

  it('fails on a port that is taken', async () => {
    const { child, ended } = start(['serve', '--port', '0'])
    const [line] = (await once(child.stdout!, 'data')) as [Buffer]
    const second = await start(['serve', '--port', line.toString().trim().split(':').at(-1)!]).ended
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.error).toContain('EADDRINUSE')
    child.kill()
    await ended
  })

  it('explains itself, and every command', async () => {
    const { code, out } = await start(['--help']).ended
    expect(code).toBe(0)
    expect(out).toContain('Usage: aerospike-ts <command>')
    const names = [...out.matchAll(/^ {2}([a-z-]+) {2}/gm)].map(([, name]) => name ?? '')
    expect(names).toEqual(Object.keys(COMMANDS))
    for (const name of names) {
      const help = await start([name, '--help']).ended
      expect(help).toMatchObject({ code: 0, error: '' })
      expect(help.out).toContain(`Usage: aerospike-ts ${name}`)
      expect(Math.max(...help.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    }
  })

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await start(['--version']).ended).toEqual({ code: 0, out: `${version}\n`, error: '' })
  })

  it('loads neither client nor server before it knows what for', () => {
    const loaded = program.loadedFirst
    expect(loaded).toContain('src/cli.ts')
    expect(loaded.filter((file) => !/^src\/(cli|kinds)/.test(file))).toEqual([])
  })
})
