import { clearTimeout, performance, setImmediate, setTimeout } from '../../timers.ts'

/** A timer fires at a whole millisecond, and often one late; the rest of a wait is watched turn by turn of the event loop. */
const WATCH = 2

interface Waiting {
  readonly due: number
  readonly release: () => void
}

let waiting: Waiting[] = []
let timer: NodeJS.Timeout | undefined
let watching = false

/** Resolves after so many milliseconds, fractions included. All waits share one timer. */
export function hold(ms: number): Promise<void> {
  return new Promise((resolve) => {
    waiting.push({ due: performance.now() + ms, release: resolve })
    schedule()
  })
}

function schedule(): void {
  clearTimeout(timer)
  timer = undefined
  if (watching || waiting.length === 0) return
  const next = waiting.reduce((least, { due }) => Math.min(least, due), Infinity) - performance.now()
  if (next > WATCH) timer = setTimeout(schedule, next - WATCH)
  else {
    watching = true
    setImmediate(watch)
  }
}

function watch(): void {
  watching = false
  const now = performance.now()
  const due = waiting.filter((each) => each.due <= now)
  if (due.length > 0) waiting = waiting.filter((each) => each.due > now)
  for (const { release } of due) release()
  schedule()
}
