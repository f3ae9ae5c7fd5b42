/** What a terminal is told (xterm control sequences). */
const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
/** A frame is drawn as a whole: terminals that know synchronized output show nothing in between. */
const BEGIN = '\u001b[?2026h\u001b[H'
const END = '\u001b[J\u001b[?2026l'
const REST_OF_LINE = '\u001b[K'
const SUSPEND = '\u001a'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The part of a terminal's streams that is used. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** What a screen tells. */
export interface ScreenEvents {
  onKeys(text: string): void
  onResize(): void
}

/**
 * The terminal as one screen: the alternate one, without a cursor, with every key as it is pressed. However the process ends, the terminal
 * is as it was before.
 */
export class Screen {
  readonly #terminal: Terminal
  readonly #events: ScreenEvents
  #isOpen = false

  constructor(terminal: Terminal, events: ScreenEvents) {
    this.#terminal = terminal
    this.#events = events
  }

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#terminal.output
    return { columns, rows }
  }

  open(): void {
    const { input, output } = this.#terminal
    this.#enter()
    input.setEncoding('utf8').on('data', this.#onData).resume()
    output.on('resize', this.#onResize)
    process.on('exit', this.#leave)
    // Before Node prints what was thrown, which would go with the screen.
    process.on('uncaughtExceptionMonitor', this.#leave)
    process.on('SIGCONT', this.#onContinue)
    for (const signal of SIGNALS) process.on(signal, this.#onSignal)
  }

  close(): void {
    const { input, output } = this.#terminal
    this.#leave()
    input.off('data', this.#onData).pause()
    output.off('resize', this.#onResize)
    process.off('exit', this.#leave).off('uncaughtExceptionMonitor', this.#leave)
    process.off('SIGCONT', this.#onContinue)
    for (const signal of SIGNALS) process.off(signal, this.#onSignal)
  }

  /** Shows lines from the top, in one write. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return
    const text = lines.map((line) => line + REST_OF_LINE).join('\r\n')
    this.#terminal.output.write(BEGIN + text + END)
  }

  #enter(): void {
    this.#isOpen = true
    this.#terminal.input.setRawMode(true)
    this.#terminal.output.write(ENTER)
  }

  readonly #leave = (): void => {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#terminal.input.setRawMode(false)
    this.#terminal.output.write(LEAVE)
  }

  readonly #onData = (text: string): void => {
    if (text.includes(SUSPEND)) this.#suspend()
    else this.#events.onKeys(text)
  }

  readonly #onResize = (): void => this.#events.onResize()

  /** The shell goes on, which waits for all that it has started with this process; `fg` brings the screen back. */
  #suspend(): void {
    this.#leave()
    process.kill(0, 'SIGTSTP')
  }

  readonly #onContinue = (): void => {
    if (!this.#isOpen) this.#enter()
    this.#events.onResize()
  }

  /** Ends as the signal would have, with the terminal as it was. */
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.close()
    process.kill(process.pid, signal)
  }
}
