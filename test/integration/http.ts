import { get } from 'node:http'
import type { AddressInfo, Server } from 'node:net'

/** Asks a server on a connection that nobody keeps: one that is kept would hold its close up. */
export function ask(server: Server, path: string): Promise<string> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const request = get({ port, path, agent: false, host: '127.0.0.1' }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
  })
}
