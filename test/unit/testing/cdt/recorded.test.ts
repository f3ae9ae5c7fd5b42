import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cdtModify, cdtRead } from '../../../../src/testing/cdt/index.ts'
import type { Particle } from '../../../../src/testing/particle.ts'

/** A particle as [type, hex]. */
type Written = [number, string]

/** What server 8.1.2 answered; the bin stays as it was where no other is given. */
interface Recorded {
  /** The operation's code; 255 for one inside a context. */
  op: number
  kind: 'read' | 'modify'
  payload: string
  before: Written | null
  code: number
  result?: Written
  after?: Written
}

const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Recorded[]

function particle(written: Written | null): Particle | undefined {
  return written === null ? undefined : { type: written[0], data: Buffer.from(written[1], 'hex') }
}

function write(value: Particle | undefined): Written | undefined {
  return value === undefined ? undefined : [value.type, value.data.toString('hex')]
}

function answer({ kind, payload, before }: Recorded): unknown {
  const bin = particle(before)
  const bytes = Buffer.from(payload, 'hex')
  const outcome = kind === 'read' ? cdtRead(bin, bytes) : cdtModify(bin, bytes)
  const left = outcome.bin === undefined ? bin : (outcome.bin ?? undefined)
  return { payload, before, code: outcome.code, result: write(outcome.result), after: write(left) }
}

function byOp(lines: Recorded[]): Map<number, Recorded[]> {
  const groups = new Map<number, Recorded[]>()
  for (const line of lines) groups.set(line.op, [...(groups.get(line.op) ?? []), line])
  return groups
}

const byOperation = byOp(recorded)

describe('answers recorded from the real server', () => {
  it('cover every operation', () => {
    expect(byOperation.size).toBeGreaterThan(70)
  })

  it.each([...byOperation])('operation %i', (_op, lines) => {
    for (const line of lines) {
      const { payload, before, code, result, after } = line
      expect(answer(line)).toEqual({ payload, before, code, result, after: after ?? before ?? undefined })
    }
  })
})
