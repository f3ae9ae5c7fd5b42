import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { type Bundle, bundle } from './program.ts'

let built: Bundle
let server: MemoryServer

beforeAll(async () => {
  built = await bundle()
  server = await startMemoryServer()
})

afterAll(async () => {
  built.remove()
  await server.close()
})

const LINE = /[^\n]+/g

test.skipIf(process.platform === 'win32')(
  'a process that was stopped for longer than nodes keep connections: its first command works, tried once',
  async () => {
    const source = `
      const { connect, Key } = await import(${JSON.stringify(built.url)})
      const client = await connect({ hosts: ${JSON.stringify(server.hosts)}, maxIdle: 1000 })
      const key = new Key('test', 'thaw', 1)
      await client.put(key, { n: 0 })
      let last = Date.now()
      const timer = setInterval(() => {
        const gap = Date.now() - last
        last = Date.now()
        if (gap < 1000) return
        clearInterval(timer)
        // In the first timer that runs, before anything was read from any socket.
        client.add(key, { n: 1 }, { maxRetries: 0 }).then(
          () => console.log('worked'),
          (error) => console.log(error.message),
        ).finally(() => client.close())
      }, 20)
      // Whoever reads it stops the process at once: all that follows from the time must stand by now.
      console.log('ready')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const lines: string[] = []
    const waiting: (() => void)[] = []
    child.stdout.on('data', (chunk) => {
      lines.push(...(String(chunk).match(LINE) ?? []))
      for (const wake of waiting.splice(0)) wake()
    })
    const line = async (count: number): Promise<void> => {
      while (lines.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    }
    await line(1)
    child.kill('SIGSTOP')
    // The node closes what it has not heard from, as it does after proto-fd-idle-ms.
    server.nodes[0]?.dropConnections()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    child.kill('SIGCONT')
    await line(2)
    expect(lines).toEqual(['ready', 'worked'])
    await new Promise((resolve) => child.once('close', resolve))
  },
)
