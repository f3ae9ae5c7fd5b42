import { Readable } from 'node:stream'
import { END, WAIT } from './round.ts'
import type { QueryRun } from './run.ts'

/** A run as a stream of objects: it asks for records only while its reader takes them. */
export function recordStream(run: QueryRun): Readable {
  const filling = { now: false }
  const isFilling = (): boolean => filling.now
  const fill = async (stream: Readable): Promise<void> => {
    for (;;) {
      const next = run.pull()
      if (next === WAIT) {
        await run.wait()
        continue
      }
      // The push may make the reader ask for more at once: then that call goes on instead of this one.
      filling.now = false
      if (!stream.push(next === END ? null : next) || next === END || isFilling()) return
      filling.now = true
    }
  }
  return new Readable({
    objectMode: true,
    read() {
      if (isFilling()) return
      filling.now = true
      fill(this).catch((error: unknown) => this.destroy(error as Error))
    },
    destroy(error, done) {
      run.close()
      done(error)
    },
  })
}
