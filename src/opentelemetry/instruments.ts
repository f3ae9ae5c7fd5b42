import type { Attributes, Counter, Histogram, MeterProvider } from '@opentelemetry/api'
import { formatAddress } from '../address.ts'
import type { ConnectionClosed, ConnectionContext } from '../observe/contexts.ts'
import { VERSION } from '../version.ts'
import { durationAttributes, errorType, type InstrumentedOperation, poolAttributes } from './attributes.ts'
import { Gauges } from './gauges.ts'

/** Bounds that the conventions recommend, in seconds. */
const BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

/** Bounds that the conventions recommend for rows. */
const ROW_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]

/** The metrics of one provider. */
export class Instruments {
  readonly #duration: Histogram
  readonly #rows: Histogram
  readonly #createTime: Histogram
  readonly #closed: Counter
  /** What there is, rather than what happens. */
  readonly gauges: Gauges

  constructor(provider: MeterProvider, name: string) {
    const meter = provider.getMeter(name, VERSION)
    const seconds = { unit: 's', advice: { explicitBucketBoundaries: BOUNDS } }
    this.#duration = meter.createHistogram('db.client.operation.duration', {
      ...{ description: 'Duration of database client operations.', ...seconds },
    })
    this.#rows = meter.createHistogram('db.client.response.returned_rows', {
      ...{ description: 'Records or values that queries returned.', unit: '{row}' },
      advice: { explicitBucketBoundaries: ROW_BOUNDS },
    })
    this.#createTime = meter.createHistogram('db.client.connection.create_time', {
      ...{ description: 'The time it took to create a new connection.', ...seconds },
    })
    this.#closed = meter.createCounter('aerospike.client.connection.closed', {
      ...{ description: 'Connections that were closed, by reason.', unit: '{connection}' },
    })
    this.gauges = new Gauges(meter)
  }

  ended(operation: InstrumentedOperation): void {
    this.#duration.record((operation.duration ?? 0) / 1_000, durationAttributes(operation))
    if (operation.kind === 'query') this.#rows.record(operation.rows, durationAttributes(operation))
  }

  connected({ address, port, duration, error }: ConnectionContext): void {
    const failure: Attributes = error === undefined ? {} : { 'error.type': errorType(error) }
    this.#createTime.record((duration ?? 0) / 1_000, {
      ...poolAttributes(formatAddress({ host: address, port })),
      ...failure,
    })
  }

  closed({ node, reason }: ConnectionClosed): void {
    this.#closed.add(1, { ...poolAttributes(node), 'aerospike.reason': reason })
  }
}
