import type { Client } from '../../index.ts'
import { type Report, reportOf } from './report.ts'
import { type Sample, takeSample, withLost } from './sample.ts'

/** Looks at a cluster again and again, and tells what it did since the last look. */
export class Watch {
  readonly #client: Client
  readonly #timeout: number
  readonly #avoided = new Set<string>()
  #last: Sample | undefined
  #problem: string | undefined

  constructor(client: Client, timeout: number) {
    this.#client = client
    this.#timeout = timeout
    client.on('nodeAvoided', ({ id }) => this.#avoided.add(id))
    client.on('nodeRecovered', ({ id }) => this.#avoided.delete(id))
    client.on('nodeRemoved', ({ id }) => this.#avoided.delete(id))
    client.on('problem', ({ message }) => (this.#problem = message))
  }

  /** What the client has coped with last. */
  get problem(): string | undefined {
    return this.#problem
  }

  async look(): Promise<Report> {
    const now = withLost(this.#last, await takeSample(this.#client, this.#avoided, this.#timeout))
    const report = reportOf(this.#last, now)
    this.#last = now
    return report
  }
}
