import { appendFile, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { clientError } from '../errors/index.ts'
import type { Metrics, MetricsListener, NodeMetrics } from '../observe/metrics.ts'
import { clusterLine, fileName, headerLine, nodeLine, processUse } from './lines.ts'

/** Where files go, and how large they get. */
export interface WriterOptions {
  readonly reportDir: string
  /** 0 for no limit. */
  readonly reportSizeLimit: number
}

/** Writes snapshots to files, one line each. What fails ends it: a folder that cannot be written stays so. */
export class MetricsWriter implements MetricsListener {
  readonly #folder: string
  readonly #limit: number
  /** Lines are written one behind another. */
  #last: Promise<void> = Promise.resolve()
  #file: string | undefined
  #size = 0
  #metrics: Metrics | undefined
  #hasFailed = false

  constructor({ reportDir, reportSizeLimit }: WriterOptions) {
    // Where it leads to may change with the folder of the process.
    this.#folder = resolve(reportDir)
    this.#limit = reportSizeLimit
  }

  onEnable(metrics: Metrics): Promise<void> {
    this.#metrics = metrics
    return this.#write(() => '')
  }

  onSnapshot(metrics: Metrics): Promise<void> {
    return this.#write((date) => clusterLine(date, metrics, processUse()))
  }

  onNodeClose(node: NodeMetrics): Promise<void> {
    return this.#write((date) => nodeLine(date, node, this.#metrics?.latencyColumns ?? 0))
  }

  onDisable(metrics: Metrics): Promise<void> {
    return this.onSnapshot(metrics)
  }

  #write(line: (date: Date) => string): Promise<void> {
    const written = this.#last.then(() => this.#append(line(new Date())))
    this.#last = written.catch(() => undefined)
    return written
  }

  async #append(line: string): Promise<void> {
    if (this.#hasFailed) return
    try {
      const file = (this.#file ??= await this.#begin())
      await appendFile(file, line)
      this.#size += Buffer.byteLength(line)
      if (this.#limit > 0 && this.#size >= this.#limit) this.#file = undefined
    } catch (error) {
      this.#hasFailed = true
      throw clientError('METRICS_NOT_WRITTEN', `Metrics cannot be written to ${this.#folder}`, {
        cause: error,
        hint: 'metrics go on without a file; give a reportDir that this process may write to, and enable them again',
      })
    }
  }

  /** Two files that are begun in one second are one. */
  async #begin(): Promise<string> {
    const now = new Date()
    const file = join(this.#folder, fileName(now))
    await mkdir(this.#folder, { recursive: true })
    // It is there when metrics are enabled.
    const header = headerLine(now, this.#metrics as Metrics)
    await appendFile(file, header)
    this.#size = Buffer.byteLength(header)
    return file
  }
}
