// Where and on what a run took place.
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** CPU time of the whole machine so far. */
function cpuTimes() {
  const times = cpus().map((cpu) => cpu.times)
  const total = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { total, idle: times.reduce((sum, { idle }) => sum + idle, 0) }
}

/** Share of the machine that others use: looked at while nothing of the run is busy. */
export async function busyShare(milliseconds = 2_000) {
  const before = cpuTimes()
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  const after = cpuTimes()
  return 1 - (after.idle - before.idle) / Math.max(1, after.total - before.total)
}

export function machine() {
  const [cpu] = cpus()
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    load: loadavg()[0],
  }
}

export function versions() {
  const manifest = new URL('../node_modules/aerospike/package.json', import.meta.url)
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    official: JSON.parse(readFileSync(manifest, 'utf8')).version,
  }
}
