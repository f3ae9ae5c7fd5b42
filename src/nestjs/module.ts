import { type DynamicModule, type FactoryProvider, Module, type Provider } from '@nestjs/common'
import { ModulesContainer } from '@nestjs/core'
import { AerospikeHealthIndicator } from './health.ts'
import { hostedProvider, type NestClient, startClient } from './hosted-provider.ts'
import {
  type AerospikeModuleAsyncOptions,
  type AerospikeModuleOptions,
  type AerospikeOptions,
  type AerospikeOptionsFactory,
  checkAsync,
  type ModuleSettings,
  resolveGiven,
  resolveModule,
} from './options.ts'
import { getAerospikeToken, hostedToken } from './tokens.ts'

/**
 * Clients for a Nest application: it waits for the cluster when it starts, and drains the client when it is closed, after the last
 * request. Once in the root module for each cluster.
 *
 * @example
 * import { NestFactory } from '@nestjs/core'
 * await NestFactory.createApplicationContext(AerospikeModule.forRoot({ hosts: '127.0.0.1:3000' }))
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest knows modules by classes
export class AerospikeModule {
  /** @throws ArgumentError `INVALID_OPTION`. What else goes wrong, such as `CLUSTER_UNREACHABLE`, fails the start of the application */
  static forRoot(options?: AerospikeModuleOptions): DynamicModule {
    const settings = resolveModule(options)
    return moduleOf(settings.own, [hostedProvider(settings)])
  }

  /**
   * The same with options that come from other providers.
   * @throws ArgumentError `INVALID_OPTION`
   * @example
   * const useFactory = ({ hosts }: { hosts: string }) => ({ hosts })
   * const module = AerospikeModule.forRootAsync({ inject: ['settings'], useFactory })
   */
  static forRootAsync(options: AerospikeModuleAsyncOptions): DynamicModule {
    const own = checkAsync(options)
    const { imports = [] } = options
    return { imports, ...moduleOf(own, asyncProviders(options)) }
  }
}
Module({})(AerospikeModule)

function moduleOf(
  { name, isGlobal }: Pick<ModuleSettings['own'], 'name' | 'isGlobal'>,
  providers: Provider[],
): DynamicModule {
  const token = getAerospikeToken(name)
  const client: FactoryProvider = {
    provide: token,
    inject: [hostedToken(name)],
    useFactory: (hosted: NestClient) => hosted.client,
  }
  return {
    module: AerospikeModule,
    global: isGlobal,
    providers: [...providers, client, AerospikeHealthIndicator],
    exports: [token, AerospikeHealthIndicator],
  }
}

function asyncProviders({ name, inject = [], ...source }: AerospikeModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting } = source
  const token = useExisting ?? useClass
  const hosted = (
    args: typeof inject,
    optionsOf: (...args: never[]) => unknown,
  ): FactoryProvider<NestClient> => ({
    provide: hostedToken(name),
    inject: [ModulesContainer, ...args],
    useFactory: async (modules: ModulesContainer, ...given: unknown[]) => {
      const options = (await optionsOf(...(given as never[]))) as AerospikeOptions | undefined
      return startClient(modules, resolveGiven(name, options))
    },
  })
  if (useFactory !== undefined) return [hosted(inject, useFactory)]
  const made = hosted(token === undefined ? [] : [token], (factory: AerospikeOptionsFactory) =>
    factory.createAerospikeOptions(),
  )
  return useClass === undefined ? [made] : [made, useClass]
}
