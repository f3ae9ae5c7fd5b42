// What the server.mjs of an example does, for applications that are not ours: listen, and end by SIGTERM after a while in which
// callers are told.
import { setTimeout as sleep } from 'node:timers/promises'

const { env } = process
export const settings = {
  hosts: env.AEROSPIKE_HOSTS,
  namespace: env.AEROSPIKE_NAMESPACE ?? 'test',
  prefix: env.AEROSPIKE_PREFIX ?? '',
  limit: Number(env.RATE_LIMIT ?? 1_000),
  host: env.HOST ?? '127.0.0.1',
  port: Number(env.PORT ?? 0),
  drain: Number(env.DRAIN ?? 2_000),
  secret: 'of the bench',
}

/** Calls `begin` when the end is near, and `end` after a while. */
export function endBySignal(begin, end) {
  process.once('SIGTERM', async () => {
    begin()
    await sleep(settings.drain)
    await end()
  })
}
