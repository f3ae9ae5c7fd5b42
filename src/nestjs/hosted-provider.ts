import { type FactoryProvider, Logger } from '@nestjs/common'
import { ModulesContainer } from '@nestjs/core'
import { clientError } from '../errors/index.ts'
import type { ClientOptions } from '../index.ts'
import { HostedClient } from '../hosting/hosted-client.ts'
import { type ModuleSettings, WHERE } from './options.ts'
import { hostedToken } from './tokens.ts'

/** A client that Nest ends after the last request, with `app.close()` or by its shutdown hooks. */
export class NestClient extends HostedClient {
  onApplicationShutdown(): Promise<void> {
    return this.close()
  }
}

/** Starts a client; the application waits for it. */
export async function startClient(
  modules: ModulesContainer,
  { own, forClient }: ModuleSettings,
): Promise<NestClient> {
  checkAlone(modules, own.name)
  const log = new Logger(own.name === undefined ? 'Aerospike' : `Aerospike(${own.name})`)
  const hosted = new NestClient({
    ...own,
    where: WHERE,
    forClient: { ...forClient, logger: forClient.logger ?? loggerOf(log) },
    patience: 0,
    onClosed: (message) => log.error(message),
  })
  await hosted.open()
  return hosted
}

/** Two of one name would both connect, and one of them be injected, whichever Nest meets first. */
function checkAlone(modules: ModulesContainer, name: string | undefined): void {
  const token = hostedToken(name)
  const count = [...modules.values()].filter(({ providers }) => providers.has(token)).length
  if (count > 1)
    throw clientError(
      'INVALID_OPTION',
      `${WHERE}: there are ${count} clients ${name === undefined ? 'without a name' : `named ${name}`}`,
      { hint: 'call forRoot once in the root module, or give each its own option name' },
    )
}

function loggerOf(log: Logger): NonNullable<ClientOptions['logger']> {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.log(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  }
}

/** The provider that starts a client of options that are known. */
export function hostedProvider(settings: ModuleSettings): FactoryProvider<NestClient> {
  return {
    provide: hostedToken(settings.own.name),
    inject: [ModulesContainer],
    useFactory: (modules: ModulesContainer) => startClient(modules, settings),
  }
}
