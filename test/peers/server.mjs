import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** A memory server in a process of its own: the official client blocks its process while it connects. */
export async function startServer(nodes) {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--nodes', String(nodes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  while (!out.includes('\n')) {
    const [chunk] = await once(child.stdout, 'data')
    out += chunk
  }
  const address = /listening on (\S+)/.exec(out)?.[1]
  if (address === undefined) throw new Error(`The server said: ${out}`)
  return {
    address,
    stop: async () => {
      child.kill()
      await once(child, 'close')
    },
  }
}
