// The figures of a client for Prometheus, by a registry of prom-client.
export { collectMetrics, type CollectedMetrics, type CollectOptions } from './prometheus/collect.ts'
export type { MeasuredClient, MetricRegistry } from './prometheus/exposition.ts'
