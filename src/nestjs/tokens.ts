import { Inject, type InjectionToken } from '@nestjs/common'
import { Client } from '../index.ts'

/**
 * What a client is injected by: the class `Client` for the one without a name, so that its type alone is enough where the compiler
 * writes types down. For tests: `overrideProvider(getAerospikeToken()).useValue(…)`.
 *
 * @example
 * import { Test } from '@nestjs/testing'
 * const imports = [AerospikeModule.forRoot({ hosts: '127.0.0.1:3000' })]
 * const builder = Test.createTestingModule({ imports })
 * const module = await builder.overrideProvider(getAerospikeToken()).useValue(client).compile()
 */
export function getAerospikeToken(name?: string): InjectionToken {
  return name === undefined ? Client : `AerospikeClient(${name})`
}

/**
 * Injects a client.
 * @example
 * class Users {
 *   constructor(@InjectAerospike() private readonly client: Client) {}
 * }
 * class Logins {
 *   constructor(@InjectAerospike('sessions') private readonly sessions: Client) {}
 * }
 */
export function InjectAerospike(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getAerospikeToken(name))
}

/** The same for what starts and ends the client. */
export function hostedToken(name: string | undefined): InjectionToken {
  return `HostedAerospikeClient(${name ?? ''})`
}
