// What a place is, and how it is stored.
import { GeoJSON } from 'aerospike-ts'
import { define, keys } from 'aerospike-ts/sets'
import { z } from 'zod'

export const Place = z.object({
  name: z.string().trim().min(1).max(200),
  city: z.string().trim().min(1).max(100),
  kind: z.enum(['café', 'museum', 'park', 'shop']),
  tags: z.array(z.string().max(50)).max(20).default([]),
  location: z.object({
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
  }),
})

/** The server searches points, the application has two numbers. */
const point = {
  encode: ({ longitude, latitude }) => GeoJSON.point(longitude, latitude),
  decode: (stored) => {
    const [longitude, latitude] = stored.value().coordinates
    return { longitude, latitude }
  },
}

const definition = define(Place, { key: keys.string, codecs: { location: point } })

/** The set, with the indexes that its searches need: to make one that is there does nothing. */
export async function openPlaces(client, { namespace, set }) {
  const places = client.set(namespace, set, definition)
  const tasks = await Promise.all([
    places.createIndex({ name: `${set}-location`, bin: 'location', type: 'geo2dsphere' }),
    places.createIndex({ name: `${set}-city`, bin: 'city', type: 'string' }),
  ])
  await Promise.all(tasks.map((task) => task.wait()))
  return places
}

/**
 * Of queries, which by themselves have no end: time enough to ask other nodes for the partitions of one that is gone, and not more than a caller
 * waits.
 */
export const IN_TIME = { timeout: 5_000 }

/** Of reads: behind writes that wait for a node that is gone they do not wait long, but ask another copy, or on another connection. */
export const REPEATED = { timeout: 3_000, socketTimeout: 500, maxRetries: 20, sleepBetweenRetries: 100 }

/** Of writes that may be done twice, as one that replaces the whole record: tried again, on the node that takes over. */
export const REPEATABLE = { timeout: 3_000, maxRetries: 5, sleepBetweenRetries: 100, sleepMultiplier: 2 }

/** As the API shows it. The id is stored with the record, so that searches know it. */
export function shown(places, { key, bins }) {
  return { id: places.id(key), ...bins }
}
