import { IN_TIME, REPEATABLE, REPEATED, shown } from './places.mjs'

const NOT_FOUND = { error: 'NOT_FOUND' }

/** Places one by one, and all of them page by page. */
export async function placeRoutes(app, { places }) {
  app.put('/places/:id', async ({ params, body }, reply) => {
    const options = { ...REPEATABLE, exists: 'replace', sendKey: true }
    const { generation } = await places.put(params.id, body, options)
    return reply.code(generation === 1 ? 201 : 200).send({ id: params.id, generation })
  })

  app.get('/places/:id', async ({ params }, reply) => {
    const record = await places.get(params.id, REPEATED)
    return record === null ? reply.code(404).send(NOT_FOUND) : { ...shown(places, record), id: params.id }
  })

  app.delete('/places/:id', async ({ params }, reply) => {
    return (await places.remove(params.id)) ? reply.code(204).send() : reply.code(404).send(NOT_FOUND)
  })

  const querystring = {
    type: 'object',
    properties: {
      city: { type: 'string' },
      size: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
      cursor: { type: 'string' },
    },
    additionalProperties: false,
  }
  app.get('/places', { schema: { querystring } }, async ({ query: { city, size, cursor } }) => {
    const all = places.query().options(IN_TIME)
    const wanted = city === undefined ? all : all.where((bins) => bins.city.eq(city))
    // A cursor is the caller's to keep. One that is damaged, or of another query, is refused: INVALID_CURSOR.
    const page = await wanted.page(size, cursor ?? null)
    return { places: page.records.map((record) => shown(places, record)), cursor: page.cursor }
  })
}
