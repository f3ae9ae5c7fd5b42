import { afterAll, beforeAll } from 'vitest'
import {
  type MemoryServer,
  type MemoryServerOptions,
  startMemoryServer,
} from '../../../../src/testing/index.ts'
import { digest, integer, RawClient, type RawMessage, type RawOp } from './raw-client.ts'

export const Field = { namespace: 0, set: 1, key: 2, digest: 4 } as const
export const Op = { read: 1, write: 2, add: 5, append: 9, touch: 11, delete: 14 } as const
export const Type = { none: 0, integer: 1, string: 3, blob: 4, list: 20 } as const

/** A server for the tests of a file, and a connection to its first node. */
export function useServer(options: MemoryServerOptions = {}): { server: MemoryServer; client: RawClient } {
  const used = {} as { server: MemoryServer; client: RawClient }
  beforeAll(async () => {
    used.server = await startMemoryServer(options)
    used.client = await RawClient.connect(used.server.nodes[0]!.port)
  })
  afterAll(async () => {
    used.client.close()
    await used.server.close()
  })
  return used
}

export function fields(seed: number, set = 'demo', namespace = 'test'): NonNullable<RawMessage['fields']> {
  return [
    [Field.namespace, namespace],
    [Field.set, set],
    [Field.digest, digest(seed)],
  ]
}

export function putInteger(
  seed: number,
  name: string,
  value: number,
  more: Partial<RawMessage> = {},
): RawMessage {
  return { info2: 1, fields: fields(seed), ops: [writeInteger(name, value)], ...more }
}

export function writeInteger(name: string, value: number): RawOp {
  return { op: Op.write, type: Type.integer, name, data: integer(value) }
}

export function getAll(seed: number, more: Partial<RawMessage> = {}): RawMessage {
  return { info1: 3, fields: fields(seed), ...more }
}
