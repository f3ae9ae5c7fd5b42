import { describe, expect, it } from 'vitest'
import { geoMatches, parseGeoJson } from '../../../../src/testing/geo/index.ts'

const geo = (type: string, coordinates: unknown) =>
  parseGeoJson(Buffer.from(JSON.stringify({ type, coordinates })))
const within = (a: ReturnType<typeof geo>, b: ReturnType<typeof geo>): boolean | undefined =>
  a && b ? geoMatches(a, b) : undefined

const square = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
]
const hole = [
  [1, 1],
  [2, 1],
  [2, 2],
  [1, 2],
  [1, 1],
]

describe('GeoJSON', () => {
  it('finds points in areas, from either side', () => {
    const area = geo('Polygon', [square, hole])
    expect(within(geo('Point', [3, 3]), area)).toBe(true)
    expect(within(area, geo('Point', [3, 3]))).toBe(true)
    expect(within(geo('Point', [1.5, 1.5]), area)).toBe(false)
    expect(within(geo('Point', [5, 3]), area)).toBe(false)
    expect(within(area, area)).toBe(false)
  })

  it('takes the smaller side of a loop, whichever way it turns', () => {
    const turned = geo('Polygon', [[...square].reverse()])
    expect(within(geo('Point', [3, 3]), turned)).toBe(true)
    expect(within(geo('Point', [-176, -2]), turned)).toBe(false)
  })

  it('measures circles in metres', () => {
    const circle = geo('AeroCircle', [[-122, 37], 1000])
    expect(within(geo('Point', [-122, 37.008]), circle)).toBe(true)
    expect(within(geo('Point', [-122, 37.01]), circle)).toBe(false)
  })

  it('knows several polygons and features', () => {
    const areas = geo('MultiPolygon', [[square], [[...square].map(([x = 0, y = 0]) => [x + 10, y])]])
    expect(within(geo('Point', [12, 2]), areas)).toBe(true)
    const feature = parseGeoJson(
      Buffer.from('{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}'),
    )
    expect(feature?.kind).toBe('point')
  })

  it.each([
    'nonsense',
    '[1]',
    '{"type":"Line","coordinates":[1,2]}',
    '{"type":"Point","coordinates":[181,0]}',
  ])('refuses %s', (text) => {
    expect(parseGeoJson(Buffer.from(text))).toBeUndefined()
  })

  it('refuses loops that are open or too short', () => {
    expect(geo('Polygon', [square.slice(0, 4)])).toBeUndefined()
    expect(geo('Polygon', [[square[0], square[1], square[0]]])).toBeUndefined()
  })
})
