import type { Address } from '../address.ts'
import type { ClientPolicy } from '../policy/client.ts'
import { CONFIG_INTERVAL, type ConfigProvider } from '../policy/config-provider.ts'
import type { DynamicConfig } from '../policy/dynamic.ts'
import { type OpenSettings, configure } from '../policy/resolve-client.ts'
import { ConfigWatch } from './watch.ts'

/** Stands above the path that the options give, as in the other clients. */
const VARIABLE = 'AEROSPIKE_CLIENT_CONFIG_URL'

/** Options of the client as they are now: whoever keeps them sees what changes. */
export type LiveOptions = ClientPolicy & { readonly seeds: readonly Address[] }

/** Who is told of a configuration. */
export interface SettingsListener {
  /** It holds from now on. */
  changed(settings: OpenSettings): void
  /** It cannot be read. */
  failed(error: Error): void
}

/** The settings of a client, as its options say and a dynamic configuration changes them. */
export class LiveSettings {
  readonly options: LiveOptions
  readonly #base: OpenSettings
  readonly #watch: ConfigWatch | undefined
  #current: OpenSettings

  /** @throws ArgumentError `INVALID_OPTION` */
  constructor(base: OpenSettings, listener: SettingsListener) {
    const { policy, seeds } = base
    this.#base = base
    this.#current = base
    this.options = { ...policy, seeds }
    const provider = providerOf(policy)
    if (provider === undefined) return
    const changed = (config: DynamicConfig): void => {
      this.#current = configure(base, config)
      Object.assign(this.options, this.#current.policy)
      listener.changed(this.#current)
    }
    const failed = (error: Error): void => {
      listener.failed(error)
    }
    this.#watch = new ConfigWatch(provider, { changed, failed, logger: policy.logger })
  }

  get current(): OpenSettings {
    return this.#current
  }

  /** Whether a dynamic configuration is to be read first. */
  get isDynamic(): boolean {
    return this.#watch !== undefined
  }

  /** Reads the dynamic configuration, and goes on watching it. @throws ArgumentError `YAML_NOT_INSTALLED` */
  async start(): Promise<void> {
    await this.#watch?.start()
  }

  close(): void {
    this.#watch?.close()
    this.#current = this.#base
  }
}

function providerOf({ configProvider, tendInterval }: ClientPolicy): ConfigProvider | undefined {
  const path = variable() ?? configProvider?.path
  if (path === undefined) return undefined
  return { path, interval: configProvider?.interval ?? Math.max(CONFIG_INTERVAL, tendInterval) }
}

function variable(): string | undefined {
  try {
    return process.env[VARIABLE] || undefined
  } catch {
    // Deno does not tell where it was not allowed to: then there is none.
    return undefined
  }
}
