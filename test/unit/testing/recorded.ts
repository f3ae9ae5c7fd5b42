import { readFileSync } from 'node:fs'
import type { Particle } from '../../../src/testing/particle.ts'

/** A particle as recordings hold it: type and hexadecimal bytes. */
export type RecordedParticle = readonly [type: number, data: string] | null

export function recorded<T>(url: string): T[] {
  return JSON.parse(readFileSync(new URL('./recorded.json', url), 'utf8')) as T[]
}

export function particle(value: RecordedParticle): Particle | undefined {
  return value === null ? undefined : { type: value[0], data: Buffer.from(value[1], 'hex') }
}

export function plain(value: Particle | null | undefined): RecordedParticle {
  return value ? [value.type, value.data.toString('hex')] : null
}
