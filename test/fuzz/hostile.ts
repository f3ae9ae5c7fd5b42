import { type AddressInfo, connect as dial, createServer, type Socket } from 'node:net'
import { framesOf } from '../faults/frames.ts'
import { mangle, randomOf } from './mangle.ts'

/** A node that answers as a good one does, and now and then as none would. */
export interface HostileNode {
  readonly address: string
  /** Answers that were mangled, and all. */
  readonly counts: { mangled: number; passed: number }
  /** Answers from now on as a good one. */
  reform(): void
  close(): Promise<void>
}

/**
 * Stands before a good node and mangles some of its answers: of commands `rate` of them, of looks at the cluster a tenth of that. Some
 * come in another order.
 */
export async function hostileNode(port: number, seed: number, rate: number): Promise<HostileNode> {
  const random = randomOf(seed)
  const counts = { mangled: 0, passed: 0 }
  const sockets = new Set<Socket>()
  let isGood = false

  function answer(frame: Buffer, held: Buffer[], socket: Socket): void {
    const isInfo = frame[1] === 1
    if (isGood || random() >= (isInfo ? rate / 10 : rate)) {
      counts.passed++
      socket.write(frame)
      for (const late of held.splice(0)) socket.write(late)
      return
    }
    counts.mangled++
    // An answer that comes behind the next one.
    if (random() < 0.05) held.push(frame)
    else socket.write(mangle(frame, random))
    if (random() < 0.1) socket.destroy()
  }

  const server = createServer((socket) => {
    const node = dial({ port, host: '127.0.0.1', noDelay: true })
    const held: Buffer[] = []
    for (const each of [socket, node]) {
      sockets.add(each)
      each.on('error', () => undefined)
      each.once('close', () => {
        sockets.delete(each)
        socket.destroy()
        node.destroy()
      })
    }
    socket.on('data', (chunk) => node.write(chunk))
    node.on(
      'data',
      framesOf((frame) => {
        answer(frame, held, socket)
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    reform() {
      isGood = true
      for (const socket of sockets) socket.destroy()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}
