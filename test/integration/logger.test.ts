import { expect, test } from 'vitest'
import { startMemoryServer } from '../../src/testing/index.ts'
import { open } from './server.ts'

test('a node that leaves is a warning, but not when the application closes its client', async () => {
  const server = await startMemoryServer({ nodes: 2 })
  const lines: string[] = []
  const note =
    (level: string) =>
    (text: string): void =>
      void lines.push(`${level} ${text}`)
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  const client = await open(server, { logger, tendInterval: 250 })
  const [stays, leaves] = server.nodes
  await leaves!.stop()
  while (client.nodes.length > 1) await new Promise((resolve) => setTimeout(resolve, 20))
  await client.close()
  const left = lines.filter((line) => line.includes(' left: '))
  expect(left[0]).toContain(`warn node ${leaves!.id}`)
  expect(left.slice(1)).toEqual([expect.stringContaining(`info node ${stays!.id}`)])
  await server.close()
})
