import 'reflect-metadata'
import type { Server } from 'node:http'
import {
  Controller,
  Get,
  Injectable,
  type INestApplication,
  Module,
  type ModuleMetadata,
  Param,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { HealthCheckService, TerminusModule } from '@nestjs/terminus'
import { Test } from '@nestjs/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Client, type Key } from '../../src/index.ts'
import {
  AerospikeHealthIndicator,
  AerospikeModule,
  type AerospikeModuleAsyncOptions,
  type AerospikeModuleOptions,
  getAerospikeToken,
  InjectAerospike,
} from '../../src/nestjs.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { ask } from './http.ts'
import { failure, freshKey, open, PATIENT, SET, startTestServer, type TestServer } from './server.ts'

let server: TestServer
const apps: INestApplication[] = []

function moduleClass(metadata: ModuleMetadata): Type {
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest knows modules by classes
  class Made {}
  Module(metadata)(Made)
  return Made
}

/** Decorators are applied as functions: what runs these tests compiles none. */
async function start(metadata: ModuleMetadata): Promise<INestApplication> {
  const AppModule = moduleClass(metadata)
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false })
  await app.init()
  apps.push(app)
  return app
}

const options = (more: AerospikeModuleOptions = {}): AerospikeModuleOptions => ({
  hosts: server.hosts,
  defaults: PATIENT,
  ...more,
})

beforeAll(async () => {
  server = await startTestServer(3)
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})
afterAll(async () => {
  const client = await open(server)
  await client.truncate('test', SET)
  await client.close()
  await server.close()
})

class Users {
  readonly client: Client
  readonly sessions: Client
  constructor(client: Client, sessions: Client) {
    this.client = client
    this.sessions = sessions
  }
}
Injectable()(Users)
InjectAerospike()(Users, undefined, 0)
InjectAerospike('sessions')(Users, undefined, 1)

describe('forRoot', () => {
  test('clients are injected by name, in all modules, and closed at the end', async () => {
    const Feature = moduleClass({ providers: [Users], exports: [Users] })
    const app = await start({
      imports: [
        AerospikeModule.forRoot(options()),
        AerospikeModule.forRoot(options({ name: 'sessions' })),
        Feature,
      ],
    })
    const users = app.get(Users)
    expect(users.client).toBe(app.get(Client))
    expect(users.sessions).toBe(app.get(getAerospikeToken('sessions')))
    expect(users.sessions).not.toBe(users.client)
    const key = freshKey()
    await users.client.put(key, { n: 1 })
    expect((await users.sessions.get(key))?.bins).toEqual({ n: 1 })
    await app.close()
    for (const client of [users.client, users.sessions])
      expect(await failure(client.get(key))).toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test('without isGlobal only modules that import it have it', async () => {
    const Feature = moduleClass({ providers: [Users] })
    const imports = [AerospikeModule.forRoot(options({ isGlobal: false })), Feature]
    expect(String(await failure(start({ imports })))).toContain("can't resolve dependencies of the Users")
  })

  test('a client that is given stays open', async () => {
    const client = await open(server)
    const app = await start({ imports: [AerospikeModule.forRoot({ client })] })
    expect(app.get(Client)).toBe(client)
    await app.close()
    expect(client.isConnected).toBe(true)
    await client.close()
    const late = start({ imports: [AerospikeModule.forRoot({ client })] })
    expect(await failure(late)).toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test('a cluster that is away fails the start, with the error of the client', async () => {
    const gone = await startMemoryServer()
    await gone.close()
    const imports = [AerospikeModule.forRoot({ hosts: gone.hosts })]
    expect(await failure(start({ imports }))).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  })

  test('two clients of one name are refused', async () => {
    const imports = [
      AerospikeModule.forRoot(options()),
      AerospikeModule.forRoot(options({ maxConnections: 9 })),
    ]
    expect(await failure(start({ imports }))).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('there are 2 clients without a name'),
    })
  })

  test.each<[given: object, words: string]>([
    [{ host: 'x' }, 'there is no option "host"'],
    [{ isGlobal: 1 }, 'isGlobal must be true or false'],
    [{ requestSignal: true }, 'there is no option "requestSignal"'],
  ])('bad input: %j', (given, words) => {
    expect(() => AerospikeModule.forRoot(given)).toThrow(words)
  })
})

describe('forRootAsync', () => {
  class Config {
    readonly hosts = server.hosts
    createAerospikeOptions() {
      return options()
    }
  }
  Injectable()(Config)
  const ConfigModule = moduleClass({ providers: [Config], exports: [Config] })

  test.each<[how: string, given: AerospikeModuleAsyncOptions]>([
    [
      'useFactory',
      {
        imports: [ConfigModule],
        inject: [Config],
        useFactory: async ({ hosts }: Config) => options({ hosts }),
      },
    ],
    ['useClass', { useClass: Config }],
    ['useExisting', { imports: [ConfigModule], useExisting: Config }],
  ])('%s', async (_how, given) => {
    const app = await start({ imports: [AerospikeModule.forRootAsync({ ...given, name: 'made' })] })
    expect(app.get<Client>(getAerospikeToken('made')).isConnected).toBe(true)
  })

  test.each<[given: object, words: string]>([
    [{}, 'give one of useFactory, useClass, useExisting'],
    [{ useFactory: () => ({}), useClass: Config }, 'give one of'],
    [{ useFactory: 1 }, 'useFactory must be a function'],
    [{ useFactory: () => ({}), hosts: 'x' }, 'there is no option "hosts"'],
  ])('bad input: %j', (given, words) => {
    expect(() => AerospikeModule.forRootAsync(given)).toThrow(words)
  })

  test('what a factory gives is checked', async () => {
    const imports = [AerospikeModule.forRootAsync({ useFactory: () => ({ name: 'late' }) as object })]
    expect(await failure(start({ imports }))).toMatchObject({
      message: expect.stringContaining('cannot give name'),
    })
  })
})

test('the health indicator tells terminus', async () => {
  class Health {
    readonly health: HealthCheckService
    readonly aerospike: AerospikeHealthIndicator
    constructor(health: HealthCheckService, aerospike: AerospikeHealthIndicator) {
      this.health = health
      this.aerospike = aerospike
    }
    check(name?: string) {
      return this.health.check([() => this.aerospike.isHealthy('db', name === undefined ? {} : { name })])
    }
  }
  Injectable()(Health)
  Reflect.defineMetadata('design:paramtypes', [HealthCheckService, AerospikeHealthIndicator], Health)
  const given = await open(server)
  const app = await start({
    imports: [
      AerospikeModule.forRoot(options({ namespaces: ['test'] })),
      AerospikeModule.forRoot({ name: 'given', client: given }),
      TerminusModule.forRoot({ logger: false }),
    ],
    providers: [Health],
  })
  const health = app.get(Health)
  expect(await health.check()).toMatchObject({ status: 'ok', info: { db: { status: 'up' } } })
  await given.close()
  const down = (await failure(health.check('given'))) as { getStatus(): number; getResponse(): object }
  expect(down.getStatus()).toBe(503)
  expect(down.getResponse()).toMatchObject({
    error: { db: { status: 'down', message: 'the client is closed' } },
  })
  expect(await failure(health.check('none'))).toMatchObject({
    message: expect.stringContaining('no client named "none"'),
  })
})

test('a test of an application puts something else in its place', async () => {
  const fake = { get: async (key: Key) => ({ key, bins: { name: 'Ann' } }) }
  const compiled = await Test.createTestingModule({ imports: [AerospikeModule.forRoot(options())] })
    .overrideProvider(getAerospikeToken())
    .useValue(fake)
    .compile()
  expect(compiled.get(Client)).toBe(fake)
  await compiled.close()
})

test('app.close() drains: no request under load goes without its answer', async () => {
  let under = 0
  class Counter {
    readonly client: Client
    constructor(client: Client) {
      this.client = client
    }
    async count(id: string): Promise<unknown> {
      under++
      const key = freshKey(id)
      for (let i = 0; i < 20; i++) await this.client.add(key, { n: 1 })
      return (await this.client.get(key))?.bins
    }
  }
  InjectAerospike()(Counter, undefined, 0)
  Param('id')(Counter.prototype, 'count', 0)
  Get(':id')(Counter.prototype, 'count', Object.getOwnPropertyDescriptor(Counter.prototype, 'count')!)
  Controller()(Counter)
  const app = await start({ imports: [AerospikeModule.forRoot(options())], controllers: [Counter] })
  await app.listen(0)
  const http = app.getHttpServer() as Server
  const answers = Promise.all(Array.from({ length: 50 }, (_, id) => ask(http, `/${id}`)))
  while (under < 50) await new Promise((resolve) => setTimeout(resolve, 1))
  await app.close()
  expect(await answers).toEqual(Array.from({ length: 50 }, () => '{"n":20}'))
})
