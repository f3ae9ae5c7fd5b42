// The best players on one record: a map that the server keeps ordered by key and by value, so that ranks cost no sorting.
import { exp, maps } from 'aerospike-ts'
import { whenFree } from './busy.mjs'

const ORDER = { order: 'keyValue' }

export class Leaderboard {
  #client
  #key
  #size

  /** @param size how many are kept. A record holds 1 MiB by default: some 30,000 players with names of 20 characters. */
  constructor(client, key, { size = 1_000 } = {}) {
    this.#client = client
    this.#key = key
    this.#size = size
  }

  /** Keeps the best of a player's points. False when there were better ones. */
  async submit(player, points) {
    const scores = exp.bin('scores', 'map')
    const isBetter = exp.or(
      exp.not(exp.binExists('scores')),
      exp.not(exp.maps.getByKey(scores, player, { returnType: 'exists' })),
      exp.lt(exp.maps.getByKey(scores, player, { type: 'int' }), points),
    )
    const written = await this.#write(maps.put('scores', player, points, ORDER), {
      filterExpression: isBetter,
      filteredOut: 'null',
    })
    return written !== null
  }

  /** Adds to a player's points; gives the sum. */
  async add(player, points) {
    const { results } = await this.#write(maps.increment('scores', player, points, ORDER))
    return results[0]
  }

  /** `[{ player, points, rank }]`, the best first. Of players with the same points the later name comes first. */
  async top(count = 10) {
    const best = await this.#read(maps.getByRankRange('scores', -count, count, { returnType: 'keyValue' }))
    return (best ?? []).reverse().map(([player, points], i) => ({ player, points, rank: i + 1 }))
  }

  /** From 1 on; null for one who is not among the best. */
  async rank(player) {
    const rank = await this.#read(maps.getByKey('scores', player, { returnType: 'reverseRank' }))
    return rank === null || rank < 0 ? null : rank + 1
  }

  #write(operation, options) {
    // All but the best go.
    const trim = maps.removeByRankRange('scores', -this.#size, this.#size, { inverted: true })
    return whenFree(() => this.#client.operate(this.#key, [operation, trim], options))
  }

  async #read(operation) {
    try {
      const { results } = await this.#client.operate(this.#key, [operation])
      return results[0]
    } catch (error) {
      if (error.code === 'NOT_FOUND') return null
      throw error
    }
  }
}
