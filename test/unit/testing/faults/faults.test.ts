import { afterEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../../../src/testing/index.ts'
import { fields, getAll, putInteger, useServer } from '../support/fixture.ts'
import { message, RawClient } from '../support/raw-client.ts'

const used = useServer()
afterEach(() => used.server.faults.clear())

async function fresh(run: (client: RawClient) => Promise<void>): Promise<void> {
  const client = await RawClient.connect(used.server.nodes[0]!.port)
  try {
    await run(client)
  } finally {
    client.close()
  }
}

describe('scripted faults', () => {
  it('strike so often as they are told to, and only what they match', async () => {
    const fault = used.server.faults.add({
      match: { command: 'put', set: 'demo', namespace: 'test', node: 0 },
      skip: 1,
      times: 2,
      action: { type: 'code', code: 18 },
    })
    const codes: number[] = []
    for (let i = 0; i < 5; i++) codes.push((await used.client.send(putInteger(1, 'a', i))).code)
    expect(codes).toEqual([0, 18, 18, 0, 0])
    expect(fault.hits).toBe(2)
    expect(used.server.faults.active).toBe(false)
    expect(await used.client.send(getAll(1))).toMatchObject({ code: 0, generation: 3 })
  })

  it('end when they are removed', async () => {
    const fault = used.server.faults.add({ action: { type: 'code', code: 9 } })
    expect(await used.client.send(getAll(1))).toMatchObject({ code: 9 })
    fault.remove()
    expect((await used.client.send(getAll(1))).code).not.toBe(9)
  })

  it('can carry the command out and still answer with an error', async () => {
    await used.client.send(putInteger(2, 'a', 1))
    used.server.faults.add({
      match: { command: 'put' },
      times: 1,
      action: { type: 'code', code: 9, applied: true },
    })
    expect(await used.client.send(putInteger(2, 'a', 2))).toMatchObject({ code: 9 })
    const got = await used.client.send(getAll(2))
    expect(got.ops[0]!.data.readBigInt64BE()).toBe(2n)
  })

  it.each([false, true])('drop the connection, applied: %s', async (applied) => {
    await used.client.send({ info2: 3, fields: getAll(3).fields! })
    await fresh(async (client) => {
      used.server.faults.add({ match: { command: 'put' }, times: 1, action: { type: 'drop', applied } })
      client.write(message(putInteger(3, 'a', 1)))
      expect(await client.frame()).toBeUndefined()
    })
    expect(await used.client.send(getAll(3))).toMatchObject({ code: applied ? 0 : 2 })
  })

  it('still send the answers that were due before', async () => {
    await used.client.send(putInteger(4, 'a', 1))
    await fresh(async (client) => {
      used.server.faults.add({ match: { command: 'exists' }, times: 1, action: { type: 'drop' } })
      const exists = { ...getAll(4), info1: 0x21 }
      client.write(
        Buffer.concat([message(getAll(4)), message(getAll(4)), message(exists), message(getAll(4))]),
      )
      expect(await client.answer()).toMatchObject({ code: 0 })
      expect(await client.answer()).toMatchObject({ code: 0 })
      expect(await client.frame()).toBeUndefined()
    })
  })

  it('send a part of an answer, then close', async () => {
    await fresh(async (client) => {
      used.server.faults.add({ times: 1, action: { type: 'partial', bytes: 11 } })
      client.write(message(getAll(4)))
      await client.closed()
      expect(client.rest).toHaveLength(11)
    })
  })

  it('send what is no frame', async () => {
    await fresh(async (client) => {
      used.server.faults.add({ times: 1, action: { type: 'garbage', bytes: Buffer.from([9, 9, 9]) } })
      client.write(message(getAll(4)))
      while (client.rest.length < 3) await new Promise((resolve) => client.socket.once('data', resolve))
      expect(client.rest.toString('hex')).toBe('090909')
    })
  })

  it('stall a connection for good, and no other', async () => {
    await fresh(async (client) => {
      used.server.faults.add({ match: { set: 'stalled' }, times: 1, action: { type: 'stall' } })
      let answered = false
      void client.send(getAll(4, { fields: fields(4, 'stalled') })).then(
        () => (answered = true),
        () => undefined,
      )
      await used.client.send(getAll(4))
      client.write(message(getAll(4)))
      await used.client.send(getAll(4))
      expect(answered).toBe(false)
    })
  })

  it('hold answers back one after another, in order', async () => {
    await used.client.send(putInteger(5, 'a', 1))
    used.server.faults.add({ match: { command: 'get' }, action: { type: 'delay', ms: [1, 3] } })
    const start = performance.now()
    used.client.write(Buffer.concat([5, 6, 5, 6].map((seed) => message(getAll(seed)))))
    const codes: number[] = []
    for (let i = 0; i < 4; i++) codes.push((await used.client.answer()).code)
    expect(codes).toEqual([0, 2, 0, 2])
    expect(performance.now() - start).toBeGreaterThanOrEqual(4)
  })

  it('answer info with another text', async () => {
    used.server.faults.add({ match: { info: 'partition-gen' }, action: { type: 'answer', text: '77' } })
    expect(await used.client.info('partition-generation')).toBe('77')
    expect(await used.client.info('node')).toBe('BB9000000000001')
    used.server.faults.add({ match: { info: 'build' }, action: { type: 'code', code: 9 } })
    expect(await used.client.info('build')).toBe('ERROR:9:scripted')
  })

  it('turn new connections away', async () => {
    used.server.faults.add({ match: { command: 'connect' }, times: 1, action: { type: 'drop' } })
    const client = await RawClient.connect(used.server.nodes[0]!.port)
    await client.closed()
    await fresh(async (again) => {
      expect(await again.info('node')).toBe('BB9000000000001')
    })
  })

  it('leave clients that connect alone when they do not name them', async () => {
    used.server.faults.add({ match: { command: 'get' }, action: { type: 'drop' } })
    used.server.faults.add({ times: 1, action: { type: 'code', code: 9 } })
    await fresh(async (client) => {
      expect(await client.info('node')).toBe('ERROR:9:scripted')
      expect(await client.info('node')).toBe('BB9000000000001')
    })
  })

  it('let new connections wait', async () => {
    used.server.faults.add({ match: { command: 'connect' }, times: 1, action: { type: 'delay', ms: 20 } })
    const start = performance.now()
    await fresh(async (client) => {
      expect(await client.info('node')).toBe('BB9000000000001')
      expect(performance.now() - start).toBeGreaterThanOrEqual(20)
    })
  })

  it.each<[what: string, fault: unknown, words: string]>([
    ['nothing', undefined, 'action is missing'],
    ['no object', 5, 'options must be an object, not a whole number'],
    ['no action', {}, 'action is missing'],
    [
      'an unknown name',
      { tiems: 1, action: { type: 'stall' } },
      'there is no option "tiems": it knows match',
    ],
    ['never', { times: 0, action: { type: 'stall' } }, 'times must be a whole number from 1 on'],
    ['half a time', { times: 1.5, action: { type: 'stall' } }, 'times must be'],
    ['a skip of text', { skip: '1', action: { type: 'stall' } }, 'skip must be a whole number'],
    ['an unknown action', { action: { type: 'explode' } }, 'action: type must be one of delay, stall, drop'],
    ['an action of text', { action: 'drop' }, 'action must be an object'],
    [
      'a negative delay',
      { action: { type: 'delay', ms: -1 } },
      'action delay: ms must be 0 or more milliseconds',
    ],
    ['a delay that is no number', { action: { type: 'delay', ms: [1, NaN] } }, 'ms must be'],
    ['a delay without a time', { action: { type: 'delay' } }, 'action delay: ms is missing'],
    [
      'what another action takes',
      { action: { type: 'drop', ms: 5 } },
      'action drop: there is no option "ms"',
    ],
    ['a code that is none', { action: { type: 'code', code: 'TIMEOUT' } }, 'code must be a whole number'],
    ['an answer of a number', { action: { type: 'answer', text: 5 } }, 'text must be text'],
    ['garbage of text', { action: { type: 'garbage', bytes: 'x' } }, 'bytes must be bytes'],
    [
      'an unknown command',
      { match: { command: 'write' }, action: { type: 'drop' } },
      'match: command must be one',
    ],
    ['an unknown match', { match: { key: 1 }, action: { type: 'drop' } }, 'match: there is no option "key"'],
    ['a node by name', { match: { node: 'A1' }, action: { type: 'drop' } }, 'match: node must be'],
  ])('are refused: %s', (_what, fault, words) => {
    const add = (): unknown => used.server.faults.add(fault as Fault)
    expect(add).toThrow(expect.objectContaining({ name: 'ArgumentError', code: 'INVALID_OPTION' }))
    expect(add).toThrow(words)
    expect(used.server.faults.active).toBe(false)
  })

  it('may strike for ever', () => {
    used.server.faults.add({ times: Infinity, action: { type: 'stall' } })
    used.server.faults.add({
      match: { command: ['get', 'connect'] },
      action: { type: 'delay', ms: [0, 1.5] },
    })
    expect(used.server.faults.active).toBe(true)
  })
})
