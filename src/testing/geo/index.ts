import { isErrorOf } from '../../kinds.ts'
import { anyOf, circle, loop, polygon, type Region } from './regions.ts'
import { fromDegrees, snapToCell, type Vector } from './sphere.ts'

export type { Region } from './regions.ts'
export type { Vector } from './sphere.ts'

/** What a GeoJSON text stands for: a place or an area. */
export type Geometry =
  { readonly kind: 'point'; readonly point: Vector } | { readonly kind: 'region'; readonly region: Region }

/** The server's earth radius, in metres (geo2dsphere-within earth-radius-meters). */
const EARTH_RADIUS = 6_371_000

/**
 * Reads a GeoJSON text as the server does (geospatial/geojson.cc, 8.1.2): Point, Polygon, MultiPolygon, AeroCircle, or a
 * Feature of one of them. `undefined` where the server refuses it.
 */
export function parseGeoJson(text: Buffer): Geometry | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text))
    const { type, geometry } = objectOf(json)
    return geometryOf(type === 'Feature' ? objectOf(geometry) : objectOf(json))
  } catch (error) {
    if (isErrorOf(error, 'SyntaxError') || isErrorOf(error, 'TypeError')) return undefined
    throw error
  }
}

/** Whether one of two geometries is a point within the other, an area (as_geojson_match, strict). */
export function geoMatches(candidate: Geometry, query: Geometry): boolean {
  if (candidate.kind === 'point') return query.kind === 'region' && query.region.contains(candidate.point)
  return query.kind === 'point' && candidate.region.contains(query.point)
}

/** The JSON of a GeoJSON particle, behind its flags (1 byte), cell count (2 bytes) and cells (8 bytes each). */
export function geoJsonText(particle: Buffer): Buffer {
  const cells = particle.length >= 3 ? particle.readUInt16BE(1) : 0
  return particle.subarray(3 + 8 * cells)
}

/** A GeoJSON particle as the server answers it: without cells. */
export function geoJsonParticle(text: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(3), text])
}

function geometryOf({ type, coordinates }: Record<string, unknown>): Geometry {
  switch (type) {
    case 'Point':
      return { kind: 'point', point: snapToCell(pointOf(coordinates)) }
    case 'Polygon':
      return { kind: 'region', region: polygonOf(coordinates) }
    case 'MultiPolygon':
      return { kind: 'region', region: anyOf(listOf(coordinates).map(polygonOf)) }
    case 'AeroCircle': {
      const [centre, radius, ...rest] = listOf(coordinates)
      if (rest.length > 0) throw new TypeError('malformed circle')
      return { kind: 'region', region: circle(pointOf(centre), numberOf(radius) / EARTH_RADIUS) }
    }
    default:
      throw new TypeError('unknown geometry')
  }
}

function polygonOf(coordinates: unknown): Region {
  return polygon(listOf(coordinates).map(loopOf))
}

function loopOf(coordinates: unknown): Region {
  const points = listOf(coordinates).map(pointOf)
  const line = points.filter((point, i) => i === 0 || !isSame(point, points[i - 1]))
  if (line.length < 4 || !isSame(line[0], line[line.length - 1])) throw new TypeError('malformed loop')
  return loop(line.slice(0, -1))
}

function isSame(a: Vector | undefined, b: Vector | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((value, i) => value === b[i])
}

function pointOf(value: unknown): Vector {
  const [longitude, latitude, ...rest] = listOf(value)
  const x = numberOf(longitude)
  const y = numberOf(latitude)
  if (rest.length > 0 || Math.abs(x) > 180 || Math.abs(y) > 90) throw new TypeError('malformed point')
  return fromDegrees(x, y)
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not an array')
  return value
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('not a number')
  return value
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('not an object')
  return value as Record<string, unknown>
}
