import { AerospikeError } from '../errors/index.ts'
import { CONFIG_INTERVAL, type ConfigProvider } from '../policy/config-provider.ts'
import { type DynamicConfig, readDynamicConfig } from '../policy/dynamic.ts'
import type { Logger } from '../policy/logger.ts'
import { ConfigFile, type YamlLoader } from './source.ts'
import { clearInterval, setInterval } from '../timers.ts'

/** Whom a watch tells. */
export interface ConfigListener {
  /** The configuration, and each time that it was changed. */
  changed(config: DynamicConfig): void
  /** It cannot be read; what held before goes on. */
  failed(error: Error): void
  readonly logger: Logger | undefined
}

/** Reads a configuration when the client connects, and again when its file was changed. */
export class ConfigWatch {
  readonly #file: ConfigFile
  readonly #listener: ConfigListener
  #interval: number
  #timer: NodeJS.Timeout | undefined
  /** What is read once. */
  #fixed: DynamicConfig['fixed'] | undefined
  #told = ''
  #closed = false

  /** @throws ArgumentError `INVALID_OPTION` */
  constructor({ path, interval }: ConfigProvider, listener: ConfigListener, load?: YamlLoader) {
    this.#file = new ConfigFile(path, load)
    this.#interval = interval ?? CONFIG_INTERVAL
    this.#listener = listener
  }

  /** Looks at it, and goes on looking. @throws ArgumentError `YAML_NOT_INSTALLED` */
  async start(): Promise<void> {
    await this.look()
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setInterval(() => {
      // It looked once, so the package is there; all else is told.
      void this.look()
    }, this.#interval).unref()
  }

  /** @throws ArgumentError `YAML_NOT_INSTALLED` */
  async look(): Promise<void> {
    const { logger } = this.#listener
    try {
      const read = await this.#file.read()
      if (read === undefined || this.#isClosed()) return
      const config = readDynamicConfig(read.document, (text) => logger?.info(`${this.#file.path}: ${text}`))
      if (this.#timer === undefined) this.#interval = config.interval ?? this.#interval
      this.#fixed ??= config.fixed
      this.#told = ''
      this.#listener.changed({ ...config, fixed: this.#fixed })
      logger?.info(`${this.#file.path}: the dynamic configuration holds from now on`)
    } catch (error) {
      if (error instanceof AerospikeError && error.code === 'YAML_NOT_INSTALLED') throw error
      this.#tell(error as Error)
    }
  }

  /** Tells of a failure once, until it changes. */
  #tell(error: Error): void {
    if (error.message === this.#told) return
    this.#told = error.message
    this.#listener.failed(error)
  }

  /** `close()` may be called while a look waits, which the compiler cannot see. */
  #isClosed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
  }
}
