import { introduce } from '../../inspect.ts'
import { checkFault } from './check.ts'
import type { Fault, FaultAction, FaultHandle, FaultMatch, SeenCommand } from './fault.ts'

/** What happens to one command: how long its reply is held, and what becomes of it. */
export interface Stroke {
  readonly delay: number
  readonly action: Exclude<FaultAction, { type: 'delay' }> | undefined
}

class Rule implements FaultHandle {
  hits = 0
  readonly fault: Fault
  #skipped = 0
  readonly #onRemove: (rule: Rule) => void

  static {
    introduce(this, 'FaultHandle', ({ fault, hits }) => ({ fault, hits }))
  }

  constructor(fault: Fault, onRemove: (rule: Rule) => void) {
    this.fault = fault
    this.#onRemove = onRemove
  }

  remove(): void {
    this.#onRemove(this)
  }

  /** Whether it strikes a command that fits, which uses it up by one. */
  strikes(): boolean {
    if (this.#skipped < (this.fault.skip ?? 0)) {
      this.#skipped++
      return false
    }
    this.hits++
    if (this.hits >= (this.fault.times ?? Infinity)) this.remove()
    return true
  }
}

/** The scripted faults of a server, in the order they were added. */
export class Faults {
  #rules: readonly Rule[] = []

  static {
    introduce(this, 'Faults', (faults) => ({ rules: faults.#rules }))
  }

  /**
   * Whether there are any: commands pass untouched, and at full speed, while there are none.
   * @internal
   */
  get active(): boolean {
    return this.#rules.length > 0
  }

  /** Puts a fault in force. @throws ArgumentError `INVALID_OPTION` that names what is wrong with it */
  add(fault: Fault): FaultHandle {
    checkFault(fault)
    const rule = new Rule(fault, (gone) => {
      this.#rules = this.#rules.filter((other) => other !== gone)
    })
    this.#rules = [...this.#rules, rule]
    return rule
  }

  /** Removes all of them. */
  clear(): void {
    this.#rules = []
  }

  /**
   * What strikes a command: all delays that fit it, and the first other fault.
   * @internal
   */
  strike(command: SeenCommand): Stroke | undefined {
    let delay = 0
    let struck = false
    let action: Stroke['action']
    for (const rule of this.#rules) {
      const next = rule.fault.action
      if ((next.type !== 'delay' && action !== undefined) || !fits(rule.fault.match, command)) continue
      if (!rule.strikes()) continue
      struck = true
      if (next.type === 'delay') delay += draw(next.ms)
      else action = next
    }
    return struck ? { delay, action } : undefined
  }
}

function draw(ms: number | readonly [min: number, max: number]): number {
  return typeof ms === 'number' ? ms : ms[0] + Math.random() * (ms[1] - ms[0])
}

function fits(match: FaultMatch | undefined, seen: SeenCommand): boolean {
  // Connecting is no command: only a fault that names it strikes it.
  if (match?.command === undefined && seen.command === 'connect') return false
  if (match === undefined) return true
  if (match.command !== undefined && ![match.command].flat().includes(seen.command)) return false
  if (match.namespace !== undefined && match.namespace !== seen.namespace) return false
  if (match.set !== undefined && match.set !== seen.set) return false
  if (match.node !== undefined && match.node !== seen.node) return false
  const { info } = match
  if (info !== undefined && !seen.info.some((line) => line.startsWith(info))) return false
  return match.when?.(seen) ?? true
}
