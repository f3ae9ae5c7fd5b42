// The side of a contender: takes shapes from the parent, runs them, and reports time, CPU and event-loop delay.
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { SHAPES } from './shapes.mjs'

/** Longest pause in ms that V8 made to collect garbage: no client's code runs meanwhile, and none can be shorter. */
let longestCollection = 0
const collections = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestCollection = Math.max(longestCollection, duration)
})

/** Runs once before the first shape, where the parent asks for it. */
let prepare = async () => undefined

/** @param run async (shape) => void: does all operations of a shape once */
export function serve(run, close, prepareRecords = prepare) {
  prepare = prepareRecords
  collections.observe({ entryTypes: ['gc'] })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  process.on('message', async (message) => {
    if (message === 'close') {
      await close()
      process.disconnect()
      return
    }
    try {
      if (message.prepare) process.send({ result: await prepare() })
      else process.send({ result: await measure(run, SHAPES[message.shape], delay) })
    } catch (error) {
      process.send({ failure: String(error?.stack ?? error) })
    }
  })
  process.send({ ready: true })
}

async function measure(run, shape, delay) {
  longestCollection = 0
  delay.reset()
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
