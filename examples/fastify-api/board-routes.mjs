import { Key, maps } from 'aerospike-ts'

/** All scores of a board are one record: a map that the server keeps ordered by points. */
const KEPT = 1_000

/** Leaderboards. The recipe `leaderboard` of the other examples has more of it. */
export async function boardRoutes(app, { namespace, set }) {
  const keyOf = ({ board }) => new Key(namespace, set, board)

  const body = {
    type: 'object',
    properties: {
      player: { type: 'string', minLength: 1, maxLength: 50 },
      points: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    },
    required: ['player', 'points'],
    additionalProperties: false,
  }
  app.post('/boards/:board', { schema: { body } }, async ({ params, body: { player, points } }) => {
    const { results } = await app.aerospike.operate(keyOf(params), [
      maps.increment('scores', player, points, { order: 'keyValue' }),
      maps.removeByRankRange('scores', -KEPT, KEPT, { inverted: true }),
      maps.getByKey('scores', player, { returnType: 'reverseRank' }),
    ])
    const [sum, , rank] = results
    return { player, points: sum, rank: rank === null || rank < 0 ? null : rank + 1 }
  })

  const querystring = {
    type: 'object',
    properties: { top: { type: 'integer', minimum: 1, maximum: KEPT, default: 10 } },
    additionalProperties: false,
  }
  app.get('/boards/:board', { schema: { querystring } }, async ({ params, query: { top } }, reply) => {
    const best = maps.getByRankRange('scores', -top, top, { returnType: 'keyValue' })
    const answer = await app.aerospike.operate(keyOf(params), [best]).catch(nothing)
    if (answer === null) return reply.code(404).send({ error: 'NOT_FOUND' })
    const players = answer.results[0].reverse()
    return { players: players.map(([player, points], i) => ({ player, points, rank: i + 1 })) }
  })
}

function nothing(error) {
  if (error.code === 'NOT_FOUND') return null
  throw error
}
