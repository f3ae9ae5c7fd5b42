import {
  type Context,
  context,
  diag,
  type MeterProvider,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { clientError } from '../errors/index.ts'
import type { ConnectionClosed, ConnectionContext, OperationKind } from '../observe/contexts.ts'
import { VERSION } from '../version.ts'
import { endAttributes, type InstrumentedOperation, spanName, startAttributes } from './attributes.ts'
import { Instruments } from './instruments.ts'
import { Subscriptions } from './subscriptions.ts'

export type { InstrumentedOperation } from './attributes.ts'

/** What {@link AerospikeInstrumentation} does. */
export interface AerospikeInstrumentationConfig {
  /** Whether it begins at once. Default: true. */
  enabled?: boolean
  /** Kinds of operations that get spans. Default: all but `administration`. All are counted among the metrics. */
  kinds?: readonly OperationKind[]
  /** No span where there is no parent, such as for what a timer begins. Default: false. */
  requireParentSpan?: boolean
  /** Adds to a span when the operation begins. What it throws is told to the diagnostics of OpenTelemetry. */
  requestHook?: (span: Span, operation: InstrumentedOperation) => void
  /** Adds to a span before it ends. */
  responseHook?: (span: Span, operation: InstrumentedOperation) => void
}

const NAME = 'aerospike-ts'
const KINDS = [
  'command',
  'batch',
  'query',
  'job',
  'administration',
] as const satisfies readonly OperationKind[]
const SPANS: readonly OperationKind[] = ['command', 'batch', 'query', 'job']

/** An operation with its span; null for one that is counted and has none. */
type Carrier = InstrumentedOperation & { [key: symbol]: Span | null | undefined }

/**
 * Spans and metrics for every client of the process, by the semantic conventions for databases. Neither keys nor values are in them.
 *
 * @example
 * import { registerInstrumentations } from '@opentelemetry/instrumentation'
 * registerInstrumentations({ instrumentations: [new AerospikeInstrumentation()] })
 */
export class AerospikeInstrumentation {
  readonly instrumentationName = NAME
  readonly instrumentationVersion = VERSION
  readonly #subscriptions = new Subscriptions()
  /** Where an operation carries its span from its begin to its end: in a WeakMap it would cost a get in a wave a microsecond more. */
  readonly #span = Symbol('aerospike-ts span')
  #config: AerospikeInstrumentationConfig = {}
  #tracer: Tracer = trace.getTracer(NAME, VERSION)
  #instruments = new Instruments(metrics.getMeterProvider(), NAME)
  #isOn = false

  /** @throws ArgumentError `INVALID_OPTION` */
  constructor(config: AerospikeInstrumentationConfig = {}) {
    this.setConfig(config)
    if (this.#config.enabled === true) this.enable()
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#tracer = provider.getTracer(NAME, VERSION)
  }

  setMeterProvider(provider: MeterProvider): void {
    if (this.#isOn) this.#instruments.gauges.stop()
    this.#instruments = new Instruments(provider, NAME)
    if (this.#isOn) this.#instruments.gauges.start()
  }

  /** @throws ArgumentError `INVALID_OPTION` */
  setConfig(config: AerospikeInstrumentationConfig): void {
    const fault = configFault(config)
    if (fault !== undefined) throw clientError('INVALID_OPTION', `AerospikeInstrumentation: ${fault}`)
    this.#config = { enabled: true, ...config }
  }

  getConfig(): AerospikeInstrumentationConfig {
    return this.#config
  }

  enable(): void {
    if (this.#isOn) return
    this.#isOn = true
    const subscriptions = this.#subscriptions
    const ended = safely((operation: InstrumentedOperation) => this.#ended(operation))
    for (const kind of KINDS) {
      const name = `tracing:aerospike-ts:${kind}`
      subscriptions.bind<InstrumentedOperation>(`${name}:start`, (operation) => this.#begin(operation))
      // What throws at once has no asynchronous end.
      subscriptions.hear<InstrumentedOperation>(`${name}:end`, (operation) => {
        if (operation.duration !== undefined) ended(operation)
      })
      subscriptions.hear<InstrumentedOperation>(`${name}:asyncEnd`, ended)
    }
    const connected = safely((connection: ConnectionContext) => this.#instruments.connected(connection))
    subscriptions.hear<ConnectionContext>('tracing:aerospike-ts:connection:asyncEnd', connected)
    const closed = safely((message: ConnectionClosed) => this.#instruments.closed(message))
    subscriptions.hear<ConnectionClosed>('aerospike-ts:connection:close', closed)
    this.#instruments.gauges.start()
  }

  disable(): void {
    this.#isOn = false
    this.#subscriptions.end()
    this.#instruments.gauges.stop()
  }

  /** The context that an operation runs in: that of its span, where it gets one. */
  #begin(operation: InstrumentedOperation): Context {
    const active = context.active()
    try {
      return this.#startSpan(operation, active)
    } catch (error) {
      failed(error)
      return active
    }
  }

  #startSpan(operation: InstrumentedOperation, active: Context): Context {
    const { kinds = SPANS, requireParentSpan = false, requestHook } = this.#config
    const carrier = operation as Carrier
    carrier[this.#span] = null
    if (!kinds.includes(operation.kind)) return active
    if (requireParentSpan && trace.getSpan(active) === undefined) return active
    const options = { kind: SpanKind.CLIENT, attributes: startAttributes(operation) }
    const span = this.#tracer.startSpan(spanName(operation), options, active)
    carrier[this.#span] = span
    if (requestHook !== undefined) safely(() => requestHook(span, operation))(undefined)
    return trace.setSpan(active, span)
  }

  #ended(operation: InstrumentedOperation): void {
    const carrier = operation as Carrier
    const span = carrier[this.#span]
    // It began while nobody listened, or has ended.
    if (span === undefined) return
    carrier[this.#span] = undefined
    this.#instruments.ended(operation)
    if (span === null) return
    span.setAttributes(endAttributes(operation))
    const { error } = operation
    if (error !== undefined)
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error | null)?.message ?? '' })
    const { responseHook } = this.#config
    if (responseHook !== undefined) safely(() => responseHook(span, operation))(undefined)
    span.end()
  }
}

/** What is thrown while something is told would end the process: channels report it as uncaught. */
function safely<T>(work: (value: T) => void): (value: T) => void {
  return (value) => {
    try {
      work(value)
    } catch (error) {
      failed(error)
    }
  }
}

function failed(error: unknown): void {
  diag.error('aerospike-ts: an instrumentation failed', error)
}

function configFault(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null) return 'the configuration must be an object'
  const { enabled, kinds, requireParentSpan, ...hooks } = config as AerospikeInstrumentationConfig
  if (enabled !== undefined && typeof enabled !== 'boolean') return 'enabled must be true or false'
  if (requireParentSpan !== undefined && typeof requireParentSpan !== 'boolean')
    return 'requireParentSpan must be true or false'
  if (kinds !== undefined && !(Array.isArray(kinds) && kinds.every((kind) => KINDS.includes(kind as never))))
    return `kinds must be a list of ${KINDS.join(', ')}`
  for (const hook of ['requestHook', 'responseHook'] as const)
    if (hooks[hook] !== undefined && typeof hooks[hook] !== 'function') return `${hook} must be a function`
  return undefined
}
