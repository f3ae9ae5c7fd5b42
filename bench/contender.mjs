// The side of a contender: takes shapes from the parent, runs them, and reports time, CPU and event-loop delay.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SHAPES } from './shapes.mjs'

/** Runs once before the first shape, where the parent asks for it. */
let prepare = async () => undefined

/** @param run async (shape) => void: does all operations of a shape once */
export function serve(run, close, prepareRecords = prepare) {
  prepare = prepareRecords
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
  delay.reset()
  delay.enable()
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  await run(shape)
  const nanoseconds = Number(process.hrtime.bigint() - began)
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  return {
    perSecond: (shape.operations / nanoseconds) * 1e9,
    microseconds: nanoseconds / 1e3 / shape.operations,
    cpuMicroseconds: (user + system) / shape.operations,
    longestBlock: delay.max / 1e6,
  }
}
