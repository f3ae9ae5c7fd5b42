/** Timers fire at whole milliseconds; the rest of a short delay is waited out turn by turn of the event loop. */
const TIMER_MIN = 2

/** Resolves after so many milliseconds, fractions included. */
export async function hold(ms: number): Promise<void> {
  const end = performance.now() + ms
  if (ms >= TIMER_MIN) await new Promise((resolve) => setTimeout(resolve, Math.floor(ms) - 1))
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
}
