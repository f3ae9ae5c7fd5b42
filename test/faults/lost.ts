import { createServer } from 'node:net'
import { Client } from '../../src/index.ts'

/** A client that looks for its cluster for as long as anybody waits: what listens there takes connections and never says a word. */
export async function lost(use: (client: Client) => Promise<void>): Promise<void> {
  const silent = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as { readonly port: number }
  const client = new Client({
    hosts: `127.0.0.1:${port}`,
    connectTimeout: 600_000,
    dialTimeout: 600_000,
  })
  try {
    await use(client)
  } finally {
    await client.close({ timeout: 0 })
    silent.close()
  }
}
