// Compiled, not run: the entry points whose types need another package, as an application uses them.
import { Injectable, Module } from '@nestjs/common'
import type { Span } from '@opentelemetry/api'
import { type Client, Key } from 'aerospike-ts'
import { fastifyAerospike, type FastifyAerospikeOptions } from 'aerospike-ts/fastify'
import { AerospikeModule, getAerospikeToken, InjectAerospike } from 'aerospike-ts/nestjs'
import { AerospikeInstrumentation } from 'aerospike-ts/opentelemetry'
import { collectMetrics } from 'aerospike-ts/prometheus'
import fastify from 'fastify'
import { register } from 'prom-client'

const options: FastifyAerospikeOptions = { hosts: '127.0.0.1:3000', namespaces: ['test'], health: true }
const app = fastify()
await app.register(fastifyAerospike, options)
// @ts-expect-error there is no such option
await app.register(fastifyAerospike, { host: '127.0.0.1:3000' })
app.get<{ Params: { id: string } }>('/users/:id', async ({ params }, reply) => {
  const user = await app.aerospike.get(new Key('test', 'users', params.id))
  return user === null ? reply.code(404).send() : user.bins
})

@Injectable()
export class Users {
  readonly #aerospike: Client

  constructor(aerospike: Client) {
    this.#aerospike = aerospike
  }

  async name(id: number): Promise<unknown> {
    return (await this.#aerospike.get(new Key('test', 'users', id)))?.bins['name']
  }
}
export const inject: ParameterDecorator = InjectAerospike('sessions')

@Module({
  imports: [
    AerospikeModule.forRoot({ hosts: '127.0.0.1:3000' }),
    AerospikeModule.forRootAsync({ name: 'sessions', useFactory: () => ({ hosts: '127.0.0.1:3100' }) }),
  ],
  providers: [
    { provide: Users, useFactory: (client: Client) => new Users(client), inject: [getAerospikeToken()] },
  ],
})
export class AppModule {}

export const instrumentation = new AerospikeInstrumentation({
  kinds: ['command', 'query'],
  requestHook: (span: Span, { operation, namespace }) =>
    span.setAttributes({ operation, namespace: namespace ?? '' }),
})
// @ts-expect-error there is no such kind
new AerospikeInstrumentation({ kinds: ['commands'] })

collectMetrics(app.aerospike, { registry: register })
