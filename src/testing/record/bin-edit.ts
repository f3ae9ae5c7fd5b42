import type { Particle } from '../particle.ts'
import { type Bin, findBin } from '../store/stored-record.ts'

/** The bins of a record while a command works on them: what it makes of them counts only when all of it has succeeded. */
export class BinEdit {
  #bins: Bin[]

  constructor(bins: readonly Bin[]) {
    this.#bins = [...bins]
  }

  get bins(): readonly Bin[] {
    return this.#bins
  }

  get(name: string): Particle | undefined {
    return findBin(this.#bins, name)?.value
  }

  set(name: string, value: Particle): void {
    const index = this.#bins.findIndex((bin) => bin.name === name)
    if (index < 0) this.#bins.push({ name, value })
    else this.#bins[index] = { name, value }
  }

  /** The last bin takes the place of the one removed (as_bin_remove, datamodel.h): the order bins come back in shows it. */
  delete(name: string): void {
    const index = this.#bins.findIndex((bin) => bin.name === name)
    if (index < 0) return
    const last = this.#bins.pop()
    if (last !== undefined && index < this.#bins.length) this.#bins[index] = last
  }

  clear(): void {
    this.#bins = []
  }
}
