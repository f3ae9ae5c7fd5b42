// An application under load: a process of its own, from its start to its end by SIGTERM.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { prefixOf } from './contenders.mjs'
import { freePort } from './free-port.mjs'

const PRELOAD = new URL('preload.mjs', import.meta.url).href
/** Milliseconds: one that is not ready by then, or not gone, ends the bench. */
const START = 20_000
const END = 30_000

/** Starts it and waits until it is ready. What it prints goes into `log`. */
export async function startApplication(contender, { hosts, redis, log }) {
  const port = await freePort()
  const output = openSync(log, 'w')
  const child = spawn(process.execPath, [...process.execArgv, '--import', PRELOAD, contender.file], {
    env: {
      ...process.env,
      AEROSPIKE_HOSTS: hosts,
      AEROSPIKE_PREFIX: prefixOf(contender),
      REDIS_URL: redis,
      HOST: '127.0.0.1',
      PORT: String(port),
      NODE_ENV: 'development',
      // A line for each request would be what is measured.
      LOG_LEVEL: 'error',
      RATE_LIMIT: '1000000000',
    },
    stdio: ['ignore', output, output, 'pipe'],
  })
  const told = text(child.stdio[3])
  const gone = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await ready(url, child, log)
  return {
    url,
    child,
    terminate: () => child.kill('SIGTERM'),
    /** Waits for the end; gives how the process ended and what it counted. */
    async ended() {
      const late = setTimeout(() => child.kill('SIGKILL'), END)
      const [code, signal] = await gone
      clearTimeout(late)
      const counts = await told
      return { code, signal, ...(counts === '' ? { taken: null, finished: null } : JSON.parse(counts)) }
    },
  }
}

async function ready(url, child, log) {
  for (const end = Date.now() + START; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) break
    const answer = await fetch(`${url}/ready`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
  }
  child.kill('SIGKILL')
  throw new Error(`${child.spawnargs.at(-1)} did not become ready: see ${log}`)
}
