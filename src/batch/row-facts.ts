/** Numbers that are kept of each row. */
const STRIDE = 4
const START = 0
const END = 1
const PARTITION = 2
const FLAGS = 3
const UNIQUE = 1
const WRITE = 2

/**
 * What is kept of each row of a batch beside what was given. In one array of numbers: a list for each of them takes a tenth of the
 * memory that a row of a `getMany` costs, and all of it is there to be copied when garbage is collected.
 */
export class RowFacts {
  #numbers = new Uint32Array(32 * STRIDE)
  #count = 0

  get count(): number {
    return this.#count
  }

  /**
   * @param start where the row's bytes begin
   * @param end where they end
   * @param isUnique whether they hold the user's key
   */
  push(start: number, end: number, partitionId: number, isUnique: boolean, isWrite: boolean): void {
    const at = this.#count++ * STRIDE
    if (at === this.#numbers.length) this.#grow()
    const numbers = this.#numbers
    numbers[at + START] = start
    numbers[at + END] = end
    numbers[at + PARTITION] = partitionId
    numbers[at + FLAGS] = (isUnique ? UNIQUE : 0) | (isWrite ? WRITE : 0)
  }

  #grow(): void {
    const numbers = new Uint32Array(this.#numbers.length * 2)
    numbers.set(this.#numbers)
    this.#numbers = numbers
  }

  // Each is asked for rows below the count only.

  start(index: number): number {
    return this.#numbers[index * STRIDE + START] as number
  }

  end(index: number): number {
    return this.#numbers[index * STRIDE + END] as number
  }

  partitionId(index: number): number {
    return this.#numbers[index * STRIDE + PARTITION] as number
  }

  isUnique(index: number): boolean {
    return ((this.#numbers[index * STRIDE + FLAGS] as number) & UNIQUE) !== 0
  }

  isWrite(index: number): boolean {
    return ((this.#numbers[index * STRIDE + FLAGS] as number) & WRITE) !== 0
  }
}
