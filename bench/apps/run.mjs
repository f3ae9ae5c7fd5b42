// One run of one contender.
import { exec } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../lib/statistics.mjs'
import { startApplication } from './application.mjs'
import { startLoad } from './generator.mjs'

/** A restart that takes longer than this many milliseconds has failed. */
const RESTART = 120_000

/** Starts it, loads it, ends it by SIGTERM under load; gives figures and an account of all requests. */
export async function runOnce(contender, { seconds, warmUp, connections, restart, ...setting }) {
  const { traffic } = contender
  const application = await startApplication(contender, setting)
  const prepared = await traffic.prepare(application.url, connections).catch(async (error) => {
    application.terminate()
    await application.ended()
    throw new Error(`${contender.title} does not answer as it must`, { cause: error })
  })
  const load = startLoad(application.url, {
    connections,
    requestsOf: (connection) => traffic.requests(connection, prepared),
    expected: traffic.expected,
  })
  await sleep(warmUp * 1_000)
  load.counting(true)
  const began = performance.now()
  const restarted = await during(seconds * 1_000, restart)
  const elapsed = (performance.now() - began) / 1_000
  load.counting(false)
  application.terminate()
  await unready(application.url)
  load.stop()
  const [process] = await Promise.all([application.ended(), load.ended])
  return { ...figures(load.timing.milliseconds, elapsed), ...accountOf(load.account, process), restarted }
}

/** Does what a balancer does: asks whether the application is ready, and sends nothing more when it is not. */
async function unready(url) {
  for (;;) {
    const answer = await fetch(`${url}/ready`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status !== 200) return
    await sleep(50)
  }
}

/** Lets time pass; in the middle of it the command is begun, and its end is waited for. */
async function during(milliseconds, command) {
  if (command === undefined) return void (await sleep(milliseconds))
  await sleep(milliseconds / 2)
  const restarting = new Promise((resolve) =>
    exec(command, { timeout: RESTART }, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : (error.code ?? error.signal),
        output: `${stdout}${stderr}`.trim(),
      }),
    ),
  )
  const [result] = await Promise.all([restarting, sleep(milliseconds / 2)])
  return result
}

function figures(milliseconds, seconds) {
  const sorted = Float64Array.from(milliseconds).sort()
  return {
    perSecond: sorted.length / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    longest: sorted.at(-1),
  }
}

/** What the application took and did not answer is lost. A connection that closes under a request cuts it off, taken or not. */
function accountOf(account, { taken, finished, code, signal, cpu }) {
  const { answered } = account
  return {
    ...account,
    taken,
    finished,
    lost: taken === null ? null : taken - answered,
    exit: signal ?? code,
    cpuMicroseconds: cpu === undefined ? null : (cpu.user + cpu.system) / Math.max(1, answered),
  }
}
