import type { Client } from '../../index.ts'
import { type Report, reportOf } from './report.ts'
import { type Sample, takeSample, withLost } from './sample.ts'

/** Looks at a cluster again and again, and tells what it did since the last look. */
export class Watch {
  readonly #client: Client
  readonly #timeout: number
  #last: Sample | undefined
  #problem: string | undefined

  constructor(client: Client, timeout: number) {
    this.#client = client
    this.#timeout = timeout
    client.on('problem', ({ message }) => (this.#problem = message))
  }

  /** What the client has coped with last. */
  get problem(): string | undefined {
    return this.#problem
  }

  async look(): Promise<Report> {
    const now = withLost(this.#last, await takeSample(this.#client, this.#timeout))
    const report = reportOf(this.#last, now)
    this.#last = now
    return report
  }
}
