import { RawClient, type RawMessage } from '../unit/testing/support/raw-client.ts'
import { FieldType, Info1, Info2, OpCode, ParticleType } from '../../src/wire/proto.ts'
import type { RawData } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { Json } from './tagged.ts'

// Names that the client refuses, put to the server all the same: by frames of our own making.

const SET = 'conformance'
const FOUND = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1])

/** Does one thing with a record that is there, or is not, under names of any bytes; gives the result code, and what came back. */
export async function playRaw({ client, keyOf }: Scene, data: RawData): Promise<Json> {
  const [node] = client.nodes
  const raw = await RawClient.connect(Number(node?.address.split(':').at(-1) ?? 0))
  const digest = keyOf({}).digest
  // Without a set the server takes the record whatever its set is (set_name_check, rw_utils.c, 8.1.2).
  const clean = message('delete', { bins: [] }, digest, undefined)
  try {
    await raw.send(clean)
    if (data.there === true) await raw.send(message('write', { bins: ['a'] }, digest, SET))
    const { code, ops } = await raw.send(message(data.how, data, digest, data.set ?? SET))
    return { code, bins: ops.map(({ name, type }) => [name, type]) }
  } finally {
    await raw.send(clean)
    raw.close()
  }
}

function message(
  how: RawData['how'],
  { namespace = 'test', bins = ['a'] }: Pick<RawData, 'namespace' | 'bins'>,
  digest: Buffer,
  set: string | undefined,
): RawMessage {
  const fields: NonNullable<RawMessage['fields']> = [
    [FieldType.namespace, namespace],
    [FieldType.digest, digest],
    ...(set === undefined
      ? []
      : ([[FieldType.set, set]] as const).map(([type, text]): [number, string] => [type, text])),
  ]
  switch (how) {
    case 'write':
      return {
        info2: Info2.write,
        fields,
        ops: bins.map((name) => ({ op: OpCode.write, type: ParticleType.integer, name, data: FOUND })),
      }
    case 'read':
      return { info1: Info1.read, fields, ops: bins.map((name) => ({ op: OpCode.read, name })) }
    case 'touch':
      return { info2: Info2.write, fields, ops: bins.map((name) => ({ op: OpCode.touch, name })) }
    case 'delete':
      return { info2: Info2.write | Info2.delete, fields }
  }
}
