// The figures of a client for Prometheus, by a registry of prom-client. The package is not imported: a registry is known by its shape.
import { clientError } from '../errors/index.ts'
import { Exposition, type MeasuredClient, type MetricRegistry } from './exposition.ts'

/** Options of {@link collectMetrics}. */
export interface CollectOptions {
  /** Of prom-client: `register`, or one made by `new Registry()`. */
  readonly registry: MetricRegistry
  /** Begins each name. Default: none, which leaves the names of the conventions as they are. */
  readonly prefix?: string | undefined
  /** Labels of all figures of this client. Clients that share a registry are told apart by them. */
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** Figures that are collected. */
export interface CollectedMetrics {
  /** Takes the client's figures out of the registry. */
  stop(): void
}

/** By registry, by prefix: several clients share the names. */
const expositions = new WeakMap<MetricRegistry, Map<string, Exposition>>()

/**
 * Adds a client's figures to a registry of prom-client; they are read when it is scraped. Enables the client's metrics where they are
 * off: without them there are no latencies.
 *
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import { register } from 'prom-client'
 * collectMetrics(client, { registry: register })
 */
export function collectMetrics(client: MeasuredClient, options: CollectOptions): CollectedMetrics {
  const { registry, prefix, labels } = check(client, options)
  const ofRegistry = expositions.get(registry) ?? new Map<string, Exposition>()
  expositions.set(registry, ofRegistry)
  const exposition = ofRegistry.get(prefix) ?? new Exposition(registry, prefix)
  ofRegistry.set(prefix, exposition)
  const remove = exposition.add({ client, labels })
  if (client.metrics() === undefined) client.enableMetrics()
  return {
    stop: () => {
      if (remove() === 0 && ofRegistry.get(prefix) === exposition) ofRegistry.delete(prefix)
    },
  }
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/

function check(client: MeasuredClient, options: CollectOptions): Required<Checked> {
  const { registry, prefix = '', labels = {} } = (options as Partial<CollectOptions> | undefined) ?? {}
  const fault =
    typeof (client as Partial<MeasuredClient> | undefined)?.metrics !== 'function'
      ? 'the first argument must be a client'
      : typeof registry?.registerMetric !== 'function'
        ? 'registry must be a registry of prom-client'
        : typeof prefix !== 'string' || (prefix !== '' && !NAME.test(prefix))
          ? 'prefix must be the beginning of a name: letters, digits, _ and :'
          : labelFault(labels)
  if (fault !== undefined) throw clientError('INVALID_OPTION', `collectMetrics: ${fault}`)
  return { registry: registry as MetricRegistry, prefix, labels }
}

interface Checked {
  readonly registry: MetricRegistry
  readonly prefix: string
  readonly labels: Readonly<Record<string, string>>
}

function labelFault(labels: unknown): string | undefined {
  if (typeof labels !== 'object' || labels === null) return 'labels must be an object of texts'
  for (const [name, value] of Object.entries(labels)) {
    if (!LABEL.test(name) || typeof value !== 'string')
      return `labels must be texts by names of letters, digits and _: ${JSON.stringify(name)}`
  }
  return undefined
}
