import { GeoJSON } from 'aerospike-ts'
import { IN_TIME, shown } from './places.mjs'

const MOST = 500

/** Searches, whose answers are kept for a while. */
export async function searchRoutes(app, { places, cache }) {
  await app.register(cache.fastify)

  const querystring = {
    type: 'object',
    properties: {
      longitude: { type: 'number', minimum: -180, maximum: 180 },
      latitude: { type: 'number', minimum: -90, maximum: 90 },
      metres: { type: 'number', exclusiveMinimum: 0, maximum: 100_000, default: 1_000 },
      kind: { type: 'string' },
    },
    required: ['longitude', 'latitude'],
    additionalProperties: false,
  }
  app.get('/near', { schema: { querystring } }, async ({ query }) => {
    const { longitude, latitude, metres, kind } = query
    const circle = GeoJSON.circle(longitude, latitude, metres)
    const found = await places
      .query()
      .options(IN_TIME)
      .where((bins) => {
        const isNear = bins.location.within(circle)
        return kind === undefined ? isNear : isNear.and(bins.kind.eq(kind))
      })
      .toArray({ limit: MOST })
    const withDistance = found.map((record) => {
      const place = shown(places, record)
      return { ...place, metres: Math.round(distance(place.location, { longitude, latitude })) }
    })
    return { places: withDistance.sort((a, b) => a.metres - b.metres) }
  })
}

const EARTH = 6_371_000

/** In metres, on a sphere. */
function distance(a, b) {
  const rad = (degrees) => (degrees * Math.PI) / 180
  const haversine = (angle) => Math.sin(angle / 2) ** 2
  const h =
    haversine(rad(b.latitude - a.latitude)) +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * haversine(rad(b.longitude - a.longitude))
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h)))
}
