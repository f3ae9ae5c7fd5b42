import { clientError } from '../errors/index.ts'
import type { ClientStats } from '../execute/stats.ts'
import type { Metrics } from '../observe/metrics.ts'
import { FAMILIES, type Family, type Labels, type Sample, type Scrape } from './families.ts'
import { queueMicrotask } from '../timers.ts'

/** What is asked of a client. */
export interface MeasuredClient {
  stats(): ClientStats
  metrics(): Metrics | undefined
  enableMetrics(): void
}

/** What is asked of a registry of prom-client. */
export interface MetricRegistry {
  registerMetric(metric: never): void
  removeSingleMetric(name: string): void
  getSingleMetric(name: string): unknown
}

/** A client, and how its figures are told from those of others. */
interface Source {
  readonly client: MeasuredClient
  readonly labels: Labels
}

/** The names in one registry, and the clients that have figures under them. */
export class Exposition {
  readonly #registry: MetricRegistry
  readonly #prefix: string
  /** By name: what was registered. */
  readonly #metrics: ReadonlyMap<string, object>
  readonly #sources = new Set<Source>()
  /** What was read in this turn: a scrape asks for each name by itself. */
  #scrapes: readonly (Scrape & { readonly labels: Labels })[] | undefined

  /** @throws ArgumentError `INVALID_OPTION` when one of the names is taken; nothing is registered then */
  constructor(registry: MetricRegistry, prefix: string) {
    this.#registry = registry
    this.#prefix = prefix
    this.#metrics = new Map(
      FAMILIES.map((family) => [`${prefix}${family.name}`, this.#metric(`${prefix}${family.name}`, family)]),
    )
    this.#register()
  }

  /** Registers what is not there: at first all, later what `clear` of the registry took out. */
  #register(): void {
    const missing = [...this.#metrics].filter(
      ([name, metric]) => this.#registry.getSingleMetric(name) !== metric,
    )
    const taken = missing.find(([name]) => this.#registry.getSingleMetric(name) !== undefined)
    if (taken !== undefined)
      throw clientError('INVALID_OPTION', `collectMetrics: the registry has another metric ${taken[0]}`, {
        hint: `give a prefix that no other metric has, such as ${JSON.stringify(`${this.#prefix}db_`)}`,
      })
    for (const [, metric] of missing) this.#registry.registerMetric(metric as never)
  }

  /** Adds a client; returns what takes it out again, and tells how many are left. */
  add(source: Source): () => number {
    // Nobody reads what is not in the registry: whoever cleared it took the clients out with the names.
    if ([...this.#metrics].every(([name, metric]) => this.#registry.getSingleMetric(name) !== metric))
      this.#sources.clear()
    this.#register()
    const id = identityOf(source.labels)
    for (const other of this.#sources)
      if (identityOf(other.labels) === id)
        throw clientError('INVALID_OPTION', 'collectMetrics: another client has the same labels here', {
          hint: "give labels that tell the clients apart, such as labels: { cluster: 'east' }",
        })
    this.#sources.add(source)
    return () => {
      if (this.#sources.delete(source) && this.#sources.size === 0)
        for (const [name, metric] of this.#metrics)
          if (this.#registry.getSingleMetric(name) === metric) this.#registry.removeSingleMetric(name)
      return this.#sources.size
    }
  }

  /** What prom-client takes for a metric. It changes the name of a counter in the format of OpenMetrics, and adds its end again. */
  #metric(name: string, { help, type, read }: Family): object {
    const metric = {
      ...{ name, help, type, aggregator: 'sum' },
      get: (): object => ({
        ...{ name: metric.name, help, type, aggregator: 'sum' },
        values: this.#scrape().flatMap((scrape) =>
          read(scrape).map((sample) => valueOf(name, sample, scrape)),
        ),
      }),
      // What the client counts is not set back from here.
      reset: (): void => undefined,
    }
    return metric
  }

  #scrape(): readonly (Scrape & { readonly labels: Labels })[] {
    if (this.#scrapes === undefined) {
      this.#scrapes = Array.from(this.#sources, ({ client, labels }) => ({
        ...{ stats: client.stats(), metrics: client.metrics(), labels },
      }))
      queueMicrotask(() => (this.#scrapes = undefined))
    }
    return this.#scrapes
  }
}

function identityOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort())
}

function valueOf(
  name: string,
  { labels, value, suffix }: Sample,
  scrape: { readonly labels: Labels },
): object {
  const all = { ...scrape.labels, ...labels }
  return suffix === undefined
    ? { labels: all, value }
    : { labels: all, value, metricName: `${name}${suffix}` }
}
