import { collectMetrics } from 'aerospike-ts/prometheus'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** GET /metrics: of the process, of requests by route, and of the client. */
export async function metricsRoutes(app) {
  // Of its own: the registry of prom-client takes each name once in a process.
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const collecting = collectMetrics(app.aerospike, { registry })
  const durations = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  app.addHook('onClose', async () => collecting.stop())
  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics())
  })
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    // Never the URL itself: there are as many as callers think of.
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode }
    durations.observe(labels, reply.elapsedTime / 1000)
  })
}
// Its hook is for all routes (fastify-plugin says it in the same way).
metricsRoutes[Symbol.for('skip-override')] = true
