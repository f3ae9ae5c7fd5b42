// A Redis for the run: the one that was named, or one that is started for it and keeps nothing on disk.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.mjs'

/** Undefined where none was named and redis-server is not installed. */
export async function openRedis(named) {
  if (named !== undefined) return { url: `redis://${named}`, close: async () => {} }
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  const gone = once(child, 'exit').catch(() => {})
  const isInstalled = await once(child, 'spawn').then(
    () => true,
    () => false,
  )
  if (!isInstalled) return undefined
  for (let i = 0; !(await listens(port)); i++) {
    if (i === 100 || child.exitCode !== null) throw new Error('redis-server does not listen')
    await sleep(50)
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
