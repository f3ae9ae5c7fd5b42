/** How many connections are used at the start; bare sockets of a busy process do best with about as many. */
const START = 4
const MIN = 1
/** Length of one measurement in ms, and how long after a change nothing is counted. */
const WINDOW = 50
const SETTLE = 15
/** What was measured before a pause of so many ms says nothing of what comes after it. */
const STALE = 200
/**
 * What a trial must bring to be kept. What is cheaper may lose a little: fewer connections; and more so commands that travel together,
 * which cost a quarter of the CPU. Those that travel apart because a busy neighbour of the machine slowed one measurement
 * down would lose half of the rate, while a node that does better so, since it answers late, does better by several times.
 */
const GAIN = { wider: 1.15, narrower: 0.97, apart: 1.5, together: 0.67 } as const
/** Pause after a trial that brought nothing, doubled each time. */
const PAUSE_FIRST = 500
const PAUSE_MAX = 30_000

type Trial = keyof typeof GAIN

/**
 * Decides over how many connections the commands to one node are spread, and whether those of one turn travel together as a batch,
 * by trying.
 *
 * A node that answers from memory does best over few deep connections: one write and one read carry many commands. One that
 * waits for its storage or its replicas does best over many shallow ones, since each connection is served one command after
 * another. Neither round trip nor gap between answers tells the two apart when the machine itself is the limit; the rate of
 * answers does. So while commands queue up, one setting is changed for a moment, and what brings more stays.
 */
export class Tuning {
  readonly #max: number
  #width: number
  #together: boolean
  #before: number
  /** What is being tried; undefined while nothing is. */
  #trial: Trial | undefined
  #isSecondLook = false
  #baseline = 0
  #windowStart = -1
  #answers = 0
  /** Those of them that came while a connection was idle. */
  #idleAnswers = 0
  /** When the last answer came that was owed; -1 while any is. */
  #idleSince = -1
  #nextTrial = 0
  #pause = PAUSE_FIRST
  readonly #mayCoalesce: boolean
  /** Which trial comes next. */
  #next = 0

  constructor(max: number, mayCoalesce: boolean) {
    this.#max = max
    this.#mayCoalesce = mayCoalesce
    this.#together = mayCoalesce
    this.#width = Math.min(START, max)
    this.#before = this.#width
  }

  /** How many connections to use at present. */
  get width(): number {
    return this.#width
  }

  /** Whether commands of one turn travel together. */
  get together(): boolean {
    return this.#together
  }

  /** The node owes nothing any more. */
  idle(now: number): void {
    this.#idleSince = now
  }

  /** The node gets a command when it owed nothing: the pause before it, in ms of the same clock, is not held against the node. */
  resumed(now: number): void {
    const pause = this.#idleSince < 0 ? 0 : now - this.#idleSince
    this.#idleSince = -1
    if (pause > STALE) {
      this.#windowStart = -1
      this.#callOff(now)
    } else if (this.#windowStart >= 0) this.#windowStart += pause
  }

  /** Ends a trial without a verdict. The next one waits too: each burst of commands that is too short for one would begin one. */
  #callOff(now: number): void {
    if (this.#trial === undefined) return
    this.#width = this.#before
    if (this.#trial === 'apart' || this.#trial === 'together')
      this.#together = this.#isSecondLook || this.#trial === 'apart'
    this.#isSecondLook = false
    this.#rest(now)
  }

  /**
   * Counts answers.
   * @param now in ms
   * @param load commands in flight or waiting, these among them
   */
  answered(count: number, now: number, load: number): void {
    this.#idleSince = load > count ? -1 : now
    if (this.#windowStart < 0) {
      this.#windowStart = now + (this.#trial === undefined ? 0 : SETTLE)
      this.#answers = 0
      this.#idleAnswers = 0
    }
    if (now < this.#windowStart) return
    this.#answers += count
    if (load <= (this.#trial === 'wider' ? this.#before : this.#width)) this.#idleAnswers += count
    const elapsed = now - this.#windowStart
    if (elapsed < WINDOW || this.#answers < this.#width * 4) return
    // Nothing to learn where fewer commands than connections are in flight. So it is for the last ones of each wave of commands too,
    // so not before it is for most: a trial must come to its end, or commands would go on as it left them.
    if (this.#idleAnswers * 2 > this.#answers) this.#callOff(now)
    else this.#conclude(this.#answers / elapsed, now)
    this.#windowStart = -1
  }

  #conclude(rate: number, now: number): void {
    const trial = this.#trial
    if (trial === undefined) {
      this.#baseline = rate
      if (now >= this.#nextTrial) this.#begin()
      return
    }
    const wins = rate >= this.#baseline * GAIN[trial]
    if (this.#isSecondLook) this.#settle(!wins, now)
    else if (!wins) this.#giveUp(trial, now)
    else if (trial === 'wider' || trial === 'narrower') this.#keep(trial, rate)
    else if (trial === 'together') this.#settle(false, now)
    else this.#lookAgain(rate)
  }

  /**
   * Commands that travel by themselves seem to do better, which may be a load that has just changed: together is tried against
   * it, and stays unless it loses.
   */
  #lookAgain(rate: number): void {
    this.#baseline = rate
    this.#isSecondLook = true
    this.#change('together')
  }

  #settle(apart: boolean, now: number): void {
    this.#together = !apart
    this.#isSecondLook = false
    // A wrong choice costs more than a look.
    if (apart) this.#pause = PAUSE_FIRST
    this.#rest(now)
  }

  #begin(): void {
    const trials = this.#possible()
    // Apart is the exception: whether it still holds is asked every second time.
    const isDue = this.#mayCoalesce && !this.#together && this.#next % 2 === 0
    const trial = isDue ? 'together' : trials[this.#next % trials.length]
    if (trial !== undefined) this.#change(trial)
  }

  #possible(): readonly Trial[] {
    const trials: Trial[] = []
    if (this.#width < this.#max) trials.push('wider')
    if (this.#width > MIN) trials.push('narrower')
    if (this.#mayCoalesce) trials.push(this.#together ? 'apart' : 'together')
    return trials
  }

  #change(trial: Trial): void {
    this.#before = this.#width
    this.#trial = trial
    if (trial === 'wider') this.#width = Math.min(this.#width * 2, this.#max)
    else if (trial === 'narrower') this.#width = Math.max(this.#width >> 1, MIN)
    else this.#together = trial === 'together'
  }

  /** What won once may win again. */
  #keep(trial: Trial, rate: number): void {
    this.#baseline = rate
    this.#pause = PAUSE_FIRST
    if (this.#possible().includes(trial)) this.#change(trial)
    else this.#trial = undefined
  }

  #giveUp(trial: Trial, now: number): void {
    this.#width = this.#before
    if (trial === 'apart' || trial === 'together') this.#together = trial === 'apart'
    this.#rest(now)
  }

  #rest(now: number): void {
    this.#trial = undefined
    this.#next++
    this.#nextTrial = now + this.#pause
    this.#pause = Math.min(this.#pause * 2, PAUSE_MAX)
  }
}
