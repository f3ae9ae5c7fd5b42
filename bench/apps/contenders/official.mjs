// What an application on the official client writes for itself: a connection, and counts for limiters.
import Aerospike from 'aerospike'
import { settings } from './serve.mjs'

/** The result code for a record that is not there. */
const NOT_FOUND = Aerospike.status.ERR_RECORD_NOT_FOUND

export function connectOfficial() {
  // Without its process-wide queue the official client fails beyond 100 commands in flight.
  Aerospike.setupGlobalCommandQueue({
    maxCommandsInProcess: 100,
    maxCommandsInQueue: 1_000_000,
    queueInitialCapacity: 10_000,
  })
  const { OFF } = Aerospike.log
  return Aerospike.connect({ hosts: settings.hosts, maxConnsPerNode: 200, log: { level: OFF } })
}

export const keyIn = (set) => (name) =>
  new Aerospike.Key(settings.namespace, `${settings.prefix}${set}`, name)

/** Null for what is not there. */
export function orNull(error) {
  if (error.code === NOT_FOUND) return null
  throw error
}

/** Counts hits of a window, one record for each who is counted and each window. */
export function counter(client) {
  const keyOf = keyIn('limits')
  const { incr, read } = Aerospike.operations
  return async (name, window) => {
    const number = Math.floor(Date.now() / window)
    const key = keyOf(`${name} ${number}`)
    const meta = { ttl: Math.ceil((2 * window) / 1_000) }
    const { bins } = await client.operate(key, [incr('hits', 1), read('hits')], meta)
    return { hits: bins.hits, reset: (number + 1) * window }
  }
}
