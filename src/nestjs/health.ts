import { Inject, Injectable } from '@nestjs/common'
import { ModuleRef } from '@nestjs/core'
import { clientError, quoteName } from '../errors/index.ts'
import type { NestClient } from './hosted-provider.ts'
import { hostedToken } from './tokens.ts'

/** What a health check of terminus takes. */
export type AerospikeHealth<Key extends string> = {
  readonly [K in Key]: { status: 'up' | 'down'; message?: string }
}

/**
 * A health indicator for `@nestjs/terminus`. It makes no request: the client looks at its cluster all the time.
 *
 * @example
 * import { HealthCheckService } from '@nestjs/terminus'
 * class Health {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly aerospike: AerospikeHealthIndicator,
 *   ) {}
 *   check = () => this.health.check([() => this.aerospike.isHealthy('aerospike')])
 * }
 */
export class AerospikeHealthIndicator {
  readonly #modules: ModuleRef

  constructor(modules: ModuleRef) {
    this.#modules = modules
  }

  /**
   * Whether a client can serve, under a key of the caller's choice.
   * @param options `name`: of the client; the one without a name when left out
   * @throws ArgumentError `INVALID_ARGUMENT` when there is no client of that name
   */
  isHealthy<const Key extends string>(
    key: Key,
    options: { readonly name?: string } = {},
  ): AerospikeHealth<Key> {
    const { ready, reason } = this.#clientOf(options.name).readiness
    const health = ready ? { status: 'up' } : { status: 'down', message: reason }
    return { [key]: health } as AerospikeHealth<Key>
  }

  #clientOf(name: string | undefined): NestClient {
    try {
      return this.#modules.get<NestClient>(hostedToken(name), { strict: false })
    } catch (cause) {
      const which = name === undefined ? 'without a name' : `named ${quoteName(name)}`
      throw clientError('INVALID_ARGUMENT', `AerospikeHealthIndicator: there is no client ${which}`, {
        cause,
      })
    }
  }
}
Injectable()(AerospikeHealthIndicator)
Inject(ModuleRef)(AerospikeHealthIndicator, undefined, 0)
