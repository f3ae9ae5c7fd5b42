import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together, useCluster } from './fixture.mjs'
import { Leaderboard } from './leaderboard.mjs'

const fixture = useCluster()

test('400 callers at once: the best of each player counts', async () => {
  const board = new Leaderboard(fixture.client, fixture.key())
  // 40 players, ten times each, in no order: player 7 has 7, 47, 87 … 367.
  const order = Array.from({ length: 400 }, (_, i) => (i * 37) % 400)
  await together(400, (i) => board.submit(`player ${order[i] % 40}`, order[i]))
  assert.deepEqual(await board.top(3), [
    { player: 'player 39', points: 399, rank: 1 },
    { player: 'player 38', points: 398, rank: 2 },
    { player: 'player 37', points: 397, rank: 3 },
  ])
  assert.equal(await board.rank('player 0'), 40)
  assert.equal(await board.submit('player 0', 360), false)
  assert.equal(await board.submit('player 0', 1_000), true)
  assert.equal(await board.rank('player 0'), 1)
})

test('what 300 callers add at once to one player is there', async () => {
  const board = new Leaderboard(fixture.client, fixture.key())
  const sums = await together(300, () => board.add('ann', 2))
  assert.equal(Math.max(...sums), 600)
  assert.equal(new Set(sums).size, 300)
})

test('only the best are kept; nobody has a rank on a board that is empty', async () => {
  const board = new Leaderboard(fixture.client, fixture.key(), { size: 5 })
  assert.deepEqual(await board.top(), [])
  assert.equal(await board.rank('player 1'), null)
  await together(100, (i) => board.submit(`player ${i}`, i))
  assert.deepEqual(
    (await board.top(10)).map(({ points }) => points),
    [99, 98, 97, 96, 95],
  )
  assert.equal(await board.rank('player 1'), null)
  await board.submit('player 7', 99)
  assert.deepEqual(
    (await board.top(2)).map(({ player }) => player),
    ['player 99', 'player 7'],
  )
})
