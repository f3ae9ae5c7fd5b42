import { paintFor } from '../paint.ts'
import { frameLines, listedNodes } from './frame.ts'
import type { Report } from './report.ts'
import { Screen, type Terminal } from './screen.ts'
import type { SortKey } from './sort.ts'
import { FIRST_VIEW, keysIn, press, type View } from './view.ts'
import type { Watch } from './watch.ts'

export interface LiveOptions {
  /** Seconds. */
  readonly interval: number
  readonly sort: SortKey
}

/** Shows reports on a terminal until somebody quits. */
export async function live(watch: Watch, terminal: Terminal, options: LiveOptions): Promise<void> {
  const shown = new Shown(watch, terminal, options)
  try {
    await shown.run()
  } finally {
    shown.end()
  }
}

class Shown {
  readonly #watch: Watch
  readonly #interval: number
  readonly #screen: Screen
  readonly #paint
  #view: View
  #report: Report | undefined
  #time = new Date()
  #timer: NodeJS.Timeout | undefined
  #isOver = false
  #quit: () => void = () => undefined

  constructor(watch: Watch, terminal: Terminal, { interval, sort }: LiveOptions) {
    this.#watch = watch
    this.#interval = interval
    this.#view = { ...FIRST_VIEW, sort }
    this.#paint = paintFor(terminal.output)
    this.#screen = new Screen(terminal, {
      onKeys: (text) => {
        this.#press(text)
      },
      onResize: () => {
        this.#draw()
      },
    })
  }

  /** Until somebody quits: nobody waits for what is under way then. */
  run(): Promise<void> {
    this.#screen.open()
    return new Promise((resolve, reject) => {
      this.#quit = resolve
      const look = (): void => {
        this.#look().then(() => {
          if (!this.#isOver) this.#timer = setTimeout(look, this.#interval * 1000)
        }, reject)
      }
      look()
    })
  }

  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#screen.close()
  }

  async #look(): Promise<void> {
    const report = await this.#watch.look()
    // Also while nothing new is shown: what follows is counted from the last look.
    if (!this.#view.isPaused) {
      this.#report = report
      this.#time = new Date()
    }
    this.#draw()
  }

  #press(text: string): void {
    for (const key of keysIn(text)) {
      const ids =
        this.#report === undefined ? [] : listedNodes(this.#report, this.#view.sort).map(({ id }) => id)
      const next = press(this.#view, key, ids)
      if (next === 'quit') {
        this.#quit()
        return
      }
      this.#view = next
    }
    this.#draw()
  }

  #draw(): void {
    if (this.#report === undefined) return
    const heading = { time: this.#time, interval: this.#interval, problem: this.#watch.problem }
    const canvas = { ...this.#screen.size, paint: this.#paint }
    this.#screen.draw(frameLines(this.#report, this.#view, heading, canvas))
  }
}
