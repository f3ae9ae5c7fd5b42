import { dateNow } from '../timers.ts'
import type { Restore } from './snapshot.ts'

/** Seconds between 1970 and the server's own epoch, 2010-01-01 (citrusleaf/cf_clock.h). */
export const UNIX_SECONDS = 1_262_304_000

/** The time the server lives in: the machine's, or an injected one, moved on by {@link advance}. */
export class Clock {
  readonly #source: () => number
  #offset = 0

  constructor(source: () => number = Date.now) {
    this.#source = source
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#source() + this.#offset
  }

  /** Moves the time on, without waiting. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError(`The clock cannot advance by ${milliseconds} ms`)
    }
    this.#offset += milliseconds
  }

  /** How far it has been moved on until now. */
  capture(): Restore {
    const offset = this.#offset
    return () => {
      this.#offset = offset
    }
  }

  /**
   * A void time as clients are told it: they take it off the time of the machine, and what is left for a record shall be what is left
   * on this clock.
   */
  told(voidTime: number): number {
    return voidTime === 0 ? 0 : Math.max(1, voidTime - serverSeconds(this.now()) + serverSeconds(dateNow()))
  }
}

/** Seconds since the server's epoch, as void times and ttl arithmetic have them. */
export function serverSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) - UNIX_SECONDS
}

/** Milliseconds since the server's epoch; 0 stays 0, which stands for never. */
export function serverMilliseconds(milliseconds: number): number {
  return milliseconds === 0 ? 0 : milliseconds - UNIX_SECONDS * 1000
}
