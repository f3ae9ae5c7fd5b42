import { expect, it } from 'vitest'
import { recorded } from '../recorded.ts'
import { useServer } from '../support/fixture.ts'
import type { RawAnswer } from '../support/raw-client.ts'

/** A request, and what a real server 8.1.2 answered: code, generation, whether it expires, results of operations. */
type Exchange = [
  request: string,
  answer: [number, number, 0 | 1, ...[op: number, name: string, type: number, data: string][]],
]

const used = useServer({
  namespaces: [
    { name: 'test', replicationFactor: 1, nsupPeriod: 10 },
    { name: 'bar', replicationFactor: 1, nsupPeriod: 0 },
  ],
})

function plain({ code, generation, ttl, ops }: RawAnswer): Exchange[1] {
  const results = ops.map(
    ({ op, name, type, data }) => [op, name, type, data.toString('hex')] as [number, string, number, string],
  )
  return [code, generation, ttl > 0 ? 1 : 0, ...results]
}

it('answers random commands as a real server answered them', async () => {
  const exchanges = recorded<Exchange>(import.meta.url)
  expect(exchanges.length).toBeGreaterThan(400)
  for (const [request, answer] of exchanges) {
    used.client.write(Buffer.from(request, 'hex'))
    expect(plain(await used.client.answer()), request).toEqual(answer)
  }
})
