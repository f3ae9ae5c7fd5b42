import type { ExpressionRecord } from '../../../../src/testing/expression/index.ts'
import type { Particle } from '../../../../src/testing/particle.ts'

interface Parts extends Partial<Omit<ExpressionRecord, 'bin'>> {
  readonly bins?: ReadonlyMap<string, Particle | undefined>
}

/** A record made of the parts a test cares for. */
export function recordOf({ bins = new Map(), ...parts }: Parts): ExpressionRecord {
  return {
    bin: (name) => bins.get(name),
    digest: Buffer.alloc(20),
    setName: '',
    key: undefined,
    now: 0,
    lastUpdate: 0,
    voidTime: 0,
    recordSize: 0,
    isTombstone: false,
    ...parts,
  }
}
