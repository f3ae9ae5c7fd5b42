// Spans and metrics of OpenTelemetry, fed by the tracing channels of the client, so that the client itself knows nothing of it.
export {
  AerospikeInstrumentation,
  type AerospikeInstrumentationConfig,
  type InstrumentedOperation,
} from './opentelemetry/instrumentation.ts'
