// The side of a contender: a process that takes jobs from the parent, runs them, and reports time, CPU and pauses.
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { openLoad } from './open-load.mjs'

/** Longest pause in ms that V8 made to collect garbage: no client's code runs meanwhile, and none can be shorter. */
let longestCollection = 0
const collections = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestCollection = Math.max(longestCollection, duration)
})

/**
 * Answers jobs until the parent is done.
 * @param jobs `run(shape)` does all operations of a shape once, `one(kind)` gives a function for one operation, `close()`
 * ends the client, `prepare(records)` writes what the others read, `about()` describes the server
 */
export function serve(jobs) {
  collections.observe({ entryTypes: ['gc'] })
  const answers = {
    shape: (shape) => measure(jobs.run, shape),
    load: (load) => openLoad(jobs.one(load.kind), load),
    idle: (seconds) => idle(seconds),
    prepare: (records) => jobs.prepare(records),
    about: () => jobs.about(),
  }
  process.on('message', async ([name, argument]) => {
    if (name === 'close') {
      await jobs.close()
      process.disconnect()
      return
    }
    try {
      process.send({ result: await answers[name](argument) })
    } catch (error) {
      process.send({ failure: String(error?.stack ?? error) })
    }
  })
  process.send({ result: 'ready' })
}

/** Tells the parent that this contender cannot take part, and ends. */
export function withdraw(reason) {
  process.send({ failure: reason }, () => process.exit(0))
}

async function measure(run, shape) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  longestCollection = 0
  delay.enable()
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  await run(shape)
  const nanoseconds = Number(process.hrtime.bigint() - began)
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  // Collections are told in a task of their own.
  await new Promise((resolve) => setTimeout(resolve, 5))
  return {
    perSecond: (shape.operations / nanoseconds) * 1e9,
    microseconds: nanoseconds / 1e3 / shape.operations,
    cpuMicroseconds: (user + system) / shape.operations,
    longestBlock: delay.max / 1e6,
    longestCollection,
  }
}

/** CPU in ms per second while the client has nothing to do but to look at the cluster. */
async function idle(seconds) {
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMilliseconds: (user + system) / 1e3 / (Number(process.hrtime.bigint() - began) / 1e9) }
}
