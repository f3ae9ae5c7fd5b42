import { describe, expect, test } from 'vitest'
import { get, put } from '../../../src/commands/index.ts'
import type { AerospikeError } from '../../../src/errors/index.ts'
import { Key } from '../../../src/key.ts'
import { Connection, type ConnectionOwner } from '../../../src/net/connection.ts'
import type { Request } from '../../../src/net/request.ts'
import { READ_DEFAULTS, WRITE_DEFAULTS } from '../../../src/policy/command.ts'
import type { Writer } from '../../../src/wire/writer.ts'
import { FakeTransport, flushed, openFake, receive } from './fakes.ts'

/** A command on one record that notes what becomes of it. */
class FakeCommand implements Request {
  sent = false
  abandoned = false
  coalesces = true
  answers = 0
  losses = 0
  error: AerospikeError | undefined
  readonly #encode: (writer: Writer) => void

  constructor(encode: (writer: Writer) => void) {
    this.#encode = encode
  }

  encode(writer: Writer): void {
    this.#encode(writer)
  }

  frame(): boolean {
    this.answers++
    return true
  }

  lost(error: Error): void {
    this.losses++
    this.error = error as AerospikeError
  }
}

const reading = (n: number, timeout = 1_000): FakeCommand =>
  new FakeCommand((writer) => {
    get.encode(writer, new Key('test', 'set', n), undefined, { ...READ_DEFAULTS, timeout })
  })
const writing = (n: number): FakeCommand =>
  new FakeCommand((writer) => {
    put.encode(writer, new Key('test', 'set', n), { n }, { ...WRITE_DEFAULTS, timeout: 1_000 })
  })

interface Rig {
  readonly connection: Connection
  readonly transport: FakeTransport
  readonly later: Request[]
  readonly taken: Request[]
}

function rig(rows: number, requests = 100, idle = 0): Rig {
  const { connection, transport } = openFake()
  const later: Request[] = []
  const taken: Request[] = []
  connection.owner = {
    coalesceLimits: { rows, requests },
    answered: () => undefined,
    gone: () => undefined,
    takeOver: (_connection, request) => idle > 0 && --idle >= 0 && taken.push(request) > 0,
    batchRefused: () => undefined,
    sendLater: (request) => later.push(request),
  } satisfies ConnectionOwner
  return { connection, transport, later, taken }
}

/** How many rows each frame written has; 0 for a command by itself. */
function rowsWritten(transport: FakeTransport): number[] {
  const bytes = Buffer.from(transport.writes.join(''), 'latin1')
  const counts: number[] = []
  for (let at = 0; at < bytes.length; at += 8 + bytes.readUIntBE(at + 2, 6)) {
    const isBatch = ((bytes[at + 9] as number) & 0x08) !== 0
    counts.push(isBatch ? bytes.readUInt32BE(at + 8 + 22 + 5) : 0)
  }
  return counts
}

async function send(connection: Connection, ...commands: readonly FakeCommand[]): Promise<void> {
  for (const command of commands) connection.send(command)
  await flushed()
}

/** The answer of a row, or the end of the batch. */
function message(index: number, info3 = 0, resultCode = 0): Buffer {
  const body = Buffer.alloc(22)
  body[0] = 22
  body[3] = info3
  body[5] = resultCode
  body.writeUInt32BE(index, 14)
  return body
}

function frameOf(...messages: readonly Buffer[]): Buffer {
  const body = Buffer.concat(messages)
  const head = Buffer.alloc(8)
  head[0] = 2
  head[1] = 3
  head.writeUIntBE(body.length, 2, 6)
  return Buffer.concat([head, body])
}

test('what is much leaves before the turn ends; what is little, or must not travel together, when it ends', async () => {
  const much = rig(1_000)
  for (let n = 0; n < 600; n++) much.connection.send(reading(n))
  expect(much.transport.writes).toHaveLength(1)
  await flushed()
  expect(much.transport.writes).toHaveLength(2)
  const apart = rig(1, 1_000)
  for (let n = 0; n < 600; n++) apart.connection.send(reading(n))
  expect(apart.transport.writes).toHaveLength(0)
  await flushed()
  expect(apart.transport.writes).toHaveLength(1)
})

test('where one request is written at a time, as TLS needs it, nothing leaves before the turn ends', async () => {
  const { connection, transport } = rig(1_000, 1)
  for (let n = 0; n < 600; n++) connection.send(reading(n))
  await flushed()
  expect(rowsWritten(transport)).toEqual([600])
})

describe('commands of one turn on one connection', () => {
  test('are one batch, and each has its row, in any order and any frame', async () => {
    const { connection, transport } = rig(100)
    const commands = [reading(1), reading(2), reading(3), reading(4)]
    await send(connection, ...commands)
    expect(rowsWritten(transport)).toEqual([4])
    expect(connection.pending).toBe(4)
    receive(connection, frameOf(message(2), message(0)))
    expect(commands.map(({ answers }) => answers)).toEqual([1, 0, 1, 0])
    expect(connection.pending).toBe(2)
    receive(connection, frameOf(message(1), message(3)), frameOf(message(0, 1)))
    expect(commands.map(({ answers }) => answers)).toEqual([1, 1, 1, 1])
    expect(connection.pending).toBe(0)
    expect(connection.failure).toBeUndefined()
  })

  test('are a batch from four on, and what is left over for one travels by itself', async () => {
    const { connection, transport } = rig(2)
    await send(connection, reading(1))
    await send(connection, reading(1), reading(2), reading(3))
    expect(rowsWritten(transport)).toEqual([0, 0, 0, 0])
    await send(connection, reading(1), reading(2), reading(3), reading(4), reading(5))
    expect(rowsWritten(transport).slice(4)).toEqual([2, 2, 0])
  })

  test('that are few go over to connections that are idle', async () => {
    const { connection, transport, taken } = rig(100, 100, 1)
    const commands = [reading(1), reading(2), reading(3)]
    await send(connection, ...commands)
    expect(taken).toEqual([commands[2]])
    expect(rowsWritten(transport)).toEqual([0, 0])
    expect(connection.pending).toBe(2)
  })

  test('with other time limits have a batch of their own', async () => {
    const { connection, transport } = rig(100)
    await send(connection, reading(1), reading(2, 50), reading(3), reading(4, 50), reading(5, 70))
    expect(rowsWritten(transport)).toEqual([2, 2, 0])
  })

  test('on a record that another one follows on go ahead of the batch, where any of them writes', async () => {
    const { connection, transport } = rig(100)
    await send(connection, writing(1), reading(1), writing(2), writing(1), reading(3))
    expect(rowsWritten(transport)).toEqual([0, 0, 3])
  })

  test('keep their order on a record when the node refuses the batch', async () => {
    const { connection, later } = rig(100)
    const commands = [writing(1), writing(2), writing(1), reading(2), reading(3)]
    await send(connection, ...commands)
    receive(connection, frameOf(message(0)), frameOf(message(0)), frameOf(message(0, 1, 152)))
    expect(commands.map(({ answers }) => answers)).toEqual([1, 1, 0, 0, 0])
    expect(later).toEqual(commands.slice(2))
  })

  test('on a record that nobody writes go together', async () => {
    const { connection, transport } = rig(100)
    await send(connection, reading(1), reading(1), reading(1), reading(1))
    expect(rowsWritten(transport)).toEqual([4])
  })

  test('that must not share one go behind the batch, and ahead of it where others follow on their record', async () => {
    const { connection, transport } = rig(100)
    const [followed, last] = [writing(1), writing(4)]
    followed.coalesces = false
    last.coalesces = false
    await send(connection, followed, last, reading(2), reading(1), reading(3))
    expect(rowsWritten(transport)).toEqual([0, 3, 0])
  })

  test('that cannot be looked into go ahead of the batch, and so does what comes before them', async () => {
    const { connection, transport } = rig(100)
    const opaque = new FakeCommand((writer) => {
      writer.copy(frameOf(Buffer.alloc(22)), 0, 30)
    })
    await send(connection, writing(1), opaque, reading(1), reading(2), reading(3))
    expect(rowsWritten(transport)).toEqual([0, 0, 3])
  })

  test('that are more than may be written ahead are given back, not sent', async () => {
    const { connection, transport, later } = rig(100, 1)
    const commands = [writing(1), writing(2), writing(1), writing(2)]
    await send(connection, ...commands)
    expect(rowsWritten(transport)).toEqual([0])
    expect(later).toEqual(commands.slice(1))
    expect(commands.map(({ sent }) => sent)).toEqual([true, false, false, false])
    expect(connection.pending).toBe(1)
  })

  test.each([
    ['too few for a batch', [reading(1), reading(2), reading(3)], [0]],
    ['in two batches', [reading(1), reading(2, 50), reading(3), reading(4, 50)], [2]],
  ])('that are %s are no more than may be written ahead either', async (_name, commands, rows) => {
    const { connection, transport, later } = rig(100, 1)
    await send(connection, ...commands)
    expect(rowsWritten(transport)).toEqual(rows)
    expect(later).toEqual(commands.filter(({ sent }) => !sent))
    expect(connection.pending + later.length).toBe(commands.length)
    expect(connection.pending).toBe(Math.max(1, rows[0] as number))
  })

  test('are written ahead only as far as there is room behind those of earlier turns', async () => {
    const { connection, transport, later } = rig(100, 2)
    await send(connection, reading(1))
    await send(connection, reading(2), reading(3), reading(4))
    expect(rowsWritten(transport)).toEqual([0, 0])
    expect(later).toHaveLength(2)
    expect(connection.pending).toBe(2)
  })

  test('that another connection took over have not left before it writes them', async () => {
    const { connection, transport } = openFake()
    const command = reading(1)
    command.sent = true
    const frame = Buffer.from('frame')
    connection.sendFrame(command, frame, 0, frame.length)
    expect(command.sent).toBe(false)
    expect(connection.withdraw(command)).toBe(true)
    await flushed()
    expect(transport.writes).toEqual([])
  })

  test('are given back when the node does not take the batch', async () => {
    const { connection, transport, later } = rig(100)
    const commands = [writing(1), writing(2), writing(3), writing(4)]
    await send(connection, ...commands)
    receive(connection, frameOf(message(0, 1, 152)))
    expect(later).toEqual(commands)
    expect([connection.pending, connection.failure]).toEqual([0, undefined])
    // An idle connection does not hold the process.
    expect(transport.referenced).toBe(false)
  })

  test('that write are in doubt when the node ends the batch at a row it cannot read, and what reads goes again', async () => {
    const { connection, later } = rig(100)
    const commands = [writing(1), reading(2), writing(3), reading(4)]
    await send(connection, ...commands)
    receive(connection, frameOf(message(0, 1, 4)))
    expect(later).toEqual([commands[1], commands[3]])
    expect(commands.map(({ error }) => error?.code)).toEqual(['PROTOCOL', undefined, 'PROTOCOL', undefined])
    expect(connection.failure).toBeUndefined()
  })

  test('fail when the batch ends without their answers', async () => {
    const { connection, later } = rig(100)
    const commands = [writing(1), writing(2), writing(3), writing(4)]
    await send(connection, ...commands)
    receive(connection, frameOf(message(1), message(2), message(3), message(0, 1)))
    expect(commands.map(({ answers, losses }) => [answers, losses])).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ])
    expect(later).toEqual([])
  })

  test.each([
    ['of a row that was answered', message(0)],
    ['of a row that was not asked for', message(7)],
  ])('an answer %s ends the connection', async (_name, stray) => {
    const { connection } = rig(100)
    const commands = [reading(1), reading(2), reading(3), reading(4)]
    await send(connection, ...commands)
    receive(connection, frameOf(message(0), stray))
    expect(connection.failure).toMatchObject({ code: 'PROTOCOL' })
    expect(commands.map(({ answers, losses }) => [answers, losses])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  test('are nobody’s only when nobody waits for any of them', async () => {
    const { connection } = rig(100)
    const commands = [reading(1), reading(2), reading(3), reading(4)]
    await send(connection, ...commands)
    for (const command of commands) {
      expect(connection.owesAbandoned).toBe(false)
      command.abandoned = true
    }
    expect(connection.owesAbandoned).toBe(true)
  })

  test('are not all looked at each time', async () => {
    const { connection } = rig(1_000)
    let looks = 0
    const commands = Array.from({ length: 500 }, (_, i) => {
      const command = reading(i)
      Object.defineProperty(command, 'abandoned', { get: () => ++looks > 0 && i < 499 })
      return command
    })
    await send(connection, ...commands)
    looks = 0
    for (let i = 0; i < 100; i++) expect(connection.owesAbandoned).toBe(false)
    expect(looks).toBeLessThan(1_000)
  })
})
