// Load that does not wait for answers: commands are due at random moments (a Poisson process), and the time of each is
// counted from the moment at which it was due, so that a client that stalls is charged for all who had to wait.
import { quantile } from './statistics.mjs'

/** When more commands than are due in so many seconds have no answer, the load is more than the client can bear. */
const MAX_WAITING_SECONDS = 0.1

/** Runs `rate` commands a second for `seconds`; gives latencies in µs. */
export async function openLoad(one, { rate, seconds, seed }) {
  const cpu = process.cpuUsage()
  const run = await arrivals(one, rate, seconds, random(seed))
  const { user, system } = process.cpuUsage(cpu)
  const times = Float64Array.from(run.times).sort()
  return {
    bearable: run.bearable,
    count: times.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    p999: quantile(times, 0.999),
    cpuMicroseconds: (user + system) / times.length,
  }
}

function arrivals(one, rate, seconds, next) {
  const times = []
  const began = performance.now()
  const end = began + seconds * 1_000
  // The first tenth warms up.
  const counted = began + seconds * 100
  let due = began
  let waiting = 0
  let issued = 0
  let bearable = true
  return new Promise((resolve, reject) => {
    const issue = (dueAt) => {
      waiting++
      one(issued++).then(() => {
        waiting--
        if (dueAt >= counted) times.push((performance.now() - dueAt) * 1e3)
      }, reject)
    }
    const turn = () => {
      const now = performance.now()
      if (waiting > rate * MAX_WAITING_SECONDS) bearable = false
      while (bearable && due <= now && due < end) {
        issue(due)
        due += (-Math.log(1 - next()) / rate) * 1e3
      }
      if ((due >= end || !bearable) && waiting === 0) resolve({ times, bearable })
      else setImmediate(turn)
    }
    turn()
  })
}

/** The same moments for every contender: mulberry32. */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
