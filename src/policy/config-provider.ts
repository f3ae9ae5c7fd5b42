/** Where a dynamic configuration is, and how often it is looked at. */
export interface ConfigProvider {
  /** A path, or a URL of the scheme `file:`. */
  readonly path: string
  /** Milliseconds between two looks. Default: 5000; at least `tendInterval`. */
  readonly interval?: number | undefined
}

/** Milliseconds between two looks (AS_CONFIG_PROVIDER_INTERVAL_DEFAULT, client-c as_config.h, 7.5.0). */
export const CONFIG_INTERVAL = 5_000

export function checkConfigProvider(value: unknown): string | undefined {
  const { path, interval = CONFIG_INTERVAL } = (value ?? {}) as Partial<ConfigProvider>
  return typeof path === 'string' && path !== '' && Number.isInteger(interval) && interval > 0
    ? undefined
    : "must be { path: 'FILE', interval: MILLISECONDS }"
}
