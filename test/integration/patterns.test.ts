import { expect, test } from 'vitest'
import type { Client, Expression, Key } from '../../src/index.ts'
import { patternFault } from '../../src/regex/parse.ts'
import { Random } from '../conformance/differential/random.ts'
import { e, raw } from '../conformance/expressions.ts'
import { freshKey, open, startTestServer } from './server.ts'

const RUNS = Number(process.env['PATTERN_RUNS'] ?? 400)
const SEED = Number(process.env['PATTERN_SEED'] ?? 20)

const PARTS = ['a', 'b', 'é', '(', ')', '|', '*', '+', '?', '{', '}', '{1,2}', '{2}', '[', ']', '[a-c]', '[^', '-', '^', '$', '.', '\\', '\\(', '\\)', '\\{', '\\1', '\\w', '[[:alpha:]]', '[:x:]', '1', ','] // prettier-ignore

/** Whether the server takes a pattern. */
async function compiles(client: Client, key: Key, flags: number, pattern: string): Promise<boolean> {
  const filterExpression = e('regex', flags, raw(pattern), 'text') as Expression<'bool'>
  return client.exists(key, { filterExpression, filteredOut: 'null' }).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'PARAMETER' })
      return false
    },
  )
}

test(
  `the client refuses the patterns that the server does: PATTERN_SEED=${SEED}`,
  { timeout: 120_000 },
  async () => {
    const server = await startTestServer()
    const client = await open(server)
    const random = new Random(SEED)
    // A filter is built for a record that is there.
    const key = freshKey()
    await client.put(key, { a: 1 })
    for (let run = 0; run < RUNS; run++) {
      const pattern = random
        .list(1, 7, () => random.pick(PARTS))
        .join('')
        .slice(0, 28)
      const flags = random.pick([0, 1, 1, 1, 3, 5])
      const options = {
        extended: (flags & 1) !== 0,
        ignoreCase: (flags & 2) !== 0,
        newline: (flags & 4) !== 0,
      }
      const isTaken = await compiles(client, key, flags, pattern)
      expect([pattern, flags, patternFault(pattern, options) === undefined]).toEqual([
        pattern,
        flags,
        isTaken,
      ])
    }
    await client.close()
    await server.close()
  },
)
