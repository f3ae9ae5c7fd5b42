export { ClientMetrics } from './client-metrics.ts'
