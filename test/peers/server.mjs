import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** A memory server in a process of its own: the official client blocks its process while it connects. */
export async function startServer(nodes, ...options) {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--nodes', String(nodes), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  const lines = options.includes('--tls-cert') ? 2 : 1
  while (out.split('\n').length <= lines) {
    const [chunk] = await once(child.stdout, 'data')
    out += chunk
  }
  const address = /listening on (\S+)/.exec(out)?.[1]
  if (address === undefined) throw new Error(`The server said: ${out}`)
  return {
    address,
    tlsAddress: /with TLS on (\S+)/.exec(out)?.[1],
    stop: async () => {
      child.kill()
      await once(child, 'close')
    },
  }
}
