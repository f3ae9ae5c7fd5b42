import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Before the end callers are told, and answered all the same: `/ready` says 503, and each answer closes its connection, so that nobody
 * finds it closed under a request.
 */
export async function drain(app) {
  let isEnding = false
  app.decorate('drain', async (milliseconds) => {
    isEnding = true
    await sleep(milliseconds)
  })
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    if (!isEnding) return undefined
    reply.header('connection', 'close')
    return routeOptions.url === '/ready' ? reply.code(503).send({ status: 'ending' }) : undefined
  })
}
// Its hook is for all routes (fastify-plugin says it in the same way).
drain[Symbol.for('skip-override')] = true
