/** How many connections are used at the start; bare sockets of a busy process do best with about as many. */
const START = 4
const MIN = 1
/** Length of one measurement in ms, and how long after a change nothing is counted. */
const WINDOW = 50
const SETTLE = 15
/** A wider setting must bring this much to be kept; a narrower one may lose this much. */
const WIDER_GAIN = 1.15
const NARROWER_LOSS = 0.97
/** Pause after a trial that brought nothing, doubled each time. */
const PAUSE_FIRST = 500
const PAUSE_MAX = 30_000

type Phase = 'steady' | 'wider' | 'narrower'

/**
 * Decides over how many connections the commands to one node are spread, by trying.
 *
 * A node that answers from memory does best over few deep connections: one write and one read carry many commands. One that
 * waits for its storage or its replicas does best over many shallow ones, since each connection is served one command after
 * another. Neither round trip nor gap between answers tells the two apart when the machine itself is the limit; the rate of
 * answers does. So while commands queue up, the number is doubled or halved for a moment, and what brings more stays.
 */
export class Width {
  readonly #max: number
  #width: number
  #before: number
  #phase: Phase = 'steady'
  #baseline = 0
  #windowStart = -1
  #answers = 0
  #nextTrial = 0
  #pause = PAUSE_FIRST
  #tryNarrower = false

  constructor(max: number) {
    this.#max = max
    this.#width = Math.min(START, max)
    this.#before = this.#width
  }

  /** How many connections to use at present. */
  get current(): number {
    return this.#width
  }

  /**
   * Counts answers.
   * @param now in ms
   * @param load commands in flight or waiting: without more of them than connections there is nothing to learn
   */
  answered(count: number, now: number, load: number): void {
    if (load <= this.#width && this.#phase !== 'wider') {
      this.#windowStart = -1
      return
    }
    if (this.#windowStart < 0) {
      this.#windowStart = now + (this.#phase === 'steady' ? 0 : SETTLE)
      this.#answers = 0
    }
    if (now < this.#windowStart) return
    this.#answers += count
    const elapsed = now - this.#windowStart
    if (elapsed < WINDOW || this.#answers < this.#width * 4) return
    this.#conclude(this.#answers / elapsed, now)
    this.#windowStart = -1
  }

  #conclude(rate: number, now: number): void {
    if (this.#phase === 'steady') {
      this.#baseline = rate
      if (now >= this.#nextTrial) this.#begin()
    } else if (rate >= this.#baseline * (this.#phase === 'wider' ? WIDER_GAIN : NARROWER_LOSS))
      this.#keep(rate)
    else this.#giveUp(now)
  }

  #begin(): void {
    const narrower = this.#tryNarrower ? this.#width > MIN : this.#width >= this.#max && this.#width > MIN
    if (!narrower && this.#width >= this.#max) return
    this.#change(narrower ? 'narrower' : 'wider')
  }

  #change(phase: 'wider' | 'narrower'): void {
    this.#before = this.#width
    this.#phase = phase
    this.#width = phase === 'wider' ? Math.min(this.#width * 2, this.#max) : Math.max(this.#width >> 1, MIN)
  }

  #keep(rate: number): void {
    this.#baseline = rate
    this.#pause = PAUSE_FIRST
    const phase = this.#phase === 'wider' ? 'wider' : 'narrower'
    if (phase === 'wider' ? this.#width < this.#max : this.#width > MIN) this.#change(phase)
    else this.#phase = 'steady'
  }

  #giveUp(now: number): void {
    this.#width = this.#before
    this.#phase = 'steady'
    this.#tryNarrower = !this.#tryNarrower
    this.#nextTrial = now + this.#pause
    this.#pause = Math.min(this.#pause * 2, PAUSE_MAX)
  }
}
