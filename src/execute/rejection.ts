import { AerospikeError } from '../errors/index.ts'

/** How many turns pass before a promise is bound to the one it was resolved with, and one to spare. */
const TURNS = 3

/**
 * A promise that rejects with `error`, made so that the error's stack names the caller. The error was made when bytes came
 * in, far from any caller. Here it takes its stack while the promise it rejects is already what the caller awaits, so that
 * the engine's own async stack trace leads back to the line that made the call. Costs nothing unless a command fails. What is
 * not ours keeps the stack it has.
 */
export async function rejectFromCaller(error: unknown): Promise<never> {
  if (!(error instanceof AerospikeError)) throw error
  for (let turn = 0; turn < TURNS; turn++) await Promise.resolve()
  Error.captureStackTrace(error, rejectFromCaller)
  throw error
}
