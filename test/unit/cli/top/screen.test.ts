import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Screen, type Terminal } from '../../../../src/cli/top/screen.ts'

/** A terminal that remembers what it was told. */
class FakeTerminal {
  readonly written: string[] = []
  isRaw = false
  readonly input = Object.assign(new EventEmitter(), {
    setRawMode: (on: boolean) => (this.isRaw = on),
    setEncoding: () => this.input,
    resume: () => this.input,
    pause: () => this.input,
  })
  readonly output = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    write: (text: string) => this.written.push(text),
  })

  get streams(): Terminal {
    return this as unknown as Terminal
  }
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const EVENTS = ['exit', 'uncaughtExceptionMonitor', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGCONT']
const listeners = (): number[] => EVENTS.map((event) => process.listenerCount(event))

describe('a screen', () => {
  it('draws a frame in one write, and leaves everything as it was', () => {
    const terminal = new FakeTerminal()
    const before = listeners()
    const screen = new Screen(terminal.streams, { onKeys: () => undefined, onResize: () => undefined })
    screen.open()
    expect(terminal.isRaw).toBe(true)
    screen.draw(['one', 'two'])
    screen.close()
    screen.close()
    screen.draw(['late'])
    expect(terminal.written).toEqual([
      ENTER,
      '\u001b[?2026h\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J\u001b[?2026l',
      LEAVE,
    ])
    expect(terminal.isRaw).toBe(false)
    expect(listeners()).toEqual(before)
    expect([terminal.input.listenerCount('data'), terminal.output.listenerCount('resize')]).toEqual([0, 0])
  })

  it('tells of keys and of another size', () => {
    const terminal = new FakeTerminal()
    const told: string[] = []
    const screen = new Screen(terminal.streams, {
      onKeys: (text) => told.push(text),
      onResize: () => told.push(`${screen.size.columns}`),
    })
    screen.open()
    terminal.input.emit('data', 'q')
    terminal.output.columns = 40
    terminal.output.emit('resize')
    screen.close()
    expect(told).toEqual(['q', '40'])
  })

  it.each(['exit', 'uncaughtExceptionMonitor'])('gives the terminal back on %s', (event) => {
    const terminal = new FakeTerminal()
    const before = process.listeners(event as 'exit')
    const screen = new Screen(terminal.streams, { onKeys: () => undefined, onResize: () => undefined })
    screen.open()
    const added = process.listeners(event as 'exit').filter((listener) => !before.includes(listener))
    for (const listener of added) listener.call(process, 0)
    expect(terminal.written.at(-1)).toBe(LEAVE)
    expect(terminal.isRaw).toBe(false)
    screen.close()
    expect(terminal.written.filter((text) => text === LEAVE)).toHaveLength(1)
  })
})
