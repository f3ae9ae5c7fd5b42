import { type AddressInfo, connect as dial, createServer, type Server, type Socket } from 'node:net'
import { Info1, Info3, MESSAGE_HEADER_SIZE, PROTO_HEADER_SIZE, ProtoType } from '../../src/wire/proto.ts'
import { isLast, messageEnd } from '../../src/wire/reply.ts'
import { framesOf } from './frames.ts'

/** What a relay does to commands. Looks at the cluster always get through. */
export type RelayFault =
  | 'none'
  /** They do not reach the node, and their connection breaks. */
  | 'lost'
  /** The node carries them out, and the connection breaks where its answers would come. */
  | 'unheard'
  /** They do not reach the node, and nothing comes. */
  | 'stalled'
  /** The node carries them out, and nothing comes. */
  | 'mute'
  /** Batches are refused by a result code; single commands get through. */
  | { readonly refuseBatches: number }
  /** The connection breaks behind so many more bytes of answers. */
  | { readonly cutAfter: number }

/** Stands before every node of a cluster, a real one too, and fails as it is told. */
export interface Relay {
  readonly hosts: string
  /** What happens to commands from now on. */
  fault: RelayFault
  /** Commands that something was done to. */
  readonly struck: number
  /** Breaks all connections. */
  drop(): void
  close(): Promise<void>
}

/** Milliseconds without a byte after which a node that owes nothing has got all that is on its way. */
const QUIET = 20

/** Opens a relay before the nodes at these addresses. */
export async function openRelay(nodes: readonly string[]): Promise<Relay> {
  const state = { fault: 'none' as RelayFault, struck: 0 }
  const links = new Set<Link>()
  const places = new Map<string, string>()
  const servers = await Promise.all(
    nodes.map(async (node) => {
      const server = createServer((client) => new Link(client, node, state, places, links))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      places.set(node, `127.0.0.1:${(server.address() as AddressInfo).port}`)
      return server
    }),
  )
  const drop = (): void => {
    for (const link of links) link.end()
  }
  return {
    hosts: [...places.values()].join(),
    get fault() {
      return state.fault
    },
    set fault(fault) {
      state.fault = fault
    },
    get struck() {
      return state.struck
    },
    drop,
    async close() {
      drop()
      await Promise.all(servers.map(closed))
    },
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}

/** One connection of the client and the one to the node that belongs to it. */
class Link {
  readonly #client: Socket
  readonly #node: Socket
  readonly #state: { readonly fault: RelayFault; struck: number }
  readonly #places: ReadonlyMap<string, string>
  readonly #links: Set<Link>
  /** What the client is owed, in the order of its requests; a batch that was refused here has its answer with it. */
  readonly #owed: ('command' | 'batch' | Buffer)[] = []
  #quiet: NodeJS.Timeout | undefined

  constructor(
    client: Socket,
    node: string,
    state: { readonly fault: RelayFault; struck: number },
    places: ReadonlyMap<string, string>,
    links: Set<Link>,
  ) {
    const [host, port] = node.split(':')
    this.#client = client
    this.#node = dial({ host, port: Number(port), noDelay: true })
    this.#state = state
    this.#places = places
    this.#links = links
    links.add(this)
    for (const socket of [client, this.#node]) {
      socket.on('error', () => undefined)
      socket.once('close', () => {
        this.end()
      })
    }
    client.on(
      'data',
      framesOf((frame) => {
        this.#request(frame)
      }),
    )
    this.#node.on(
      'data',
      framesOf((frame) => {
        this.#answer(frame)
      }),
    )
  }

  end(): void {
    clearTimeout(this.#quiet)
    this.#links.delete(this)
    this.#client.destroy()
    this.#node.destroy()
  }

  #request(frame: Buffer): void {
    const { fault } = this.#state
    if (frame[1] === ProtoType.info) {
      this.#node.write(frame)
      return
    }
    const isBatch = ((frame[PROTO_HEADER_SIZE + 1] ?? 0) & Info1.batch) !== 0
    if (fault === 'lost' || fault === 'stalled') {
      this.#state.struck++
      if (fault === 'lost') this.end()
      return
    }
    if (typeof fault === 'object' && 'refuseBatches' in fault && isBatch) {
      this.#state.struck++
      this.#owed.push(refusal(fault.refuseBatches))
      this.#refuse()
      return
    }
    this.#owed.push(isBatch ? 'batch' : 'command')
    this.#node.write(frame)
  }

  #answer(frame: Buffer): void {
    if (frame[1] === ProtoType.info) {
      this.#client.write(moved(frame, this.#places))
      return
    }
    if (this.#owed[0] === 'command' || endsBatch(frame)) this.#owed.shift()
    const { fault } = this.#state
    if (fault === 'mute' || fault === 'unheard') {
      this.#state.struck++
      if (fault === 'unheard') this.#breakWhenQuiet()
    } else if (typeof fault === 'object' && 'cutAfter' in fault) {
      this.#state.struck++
      this.#client.end(frame.subarray(0, fault.cutAfter))
      this.#node.destroy()
    } else this.#client.write(frame)
    this.#refuse()
  }

  /** Refuses what is next: not before the requests that came earlier have their answers. */
  #refuse(): void {
    for (let next = this.#owed[0]; Buffer.isBuffer(next); next = this.#owed[0]) {
      this.#client.write(next)
      this.#owed.shift()
    }
  }

  /** Not before the node has carried out all that the client wrote: how much arrives at a time would else decide what is done. */
  #breakWhenQuiet(): void {
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => {
      if (this.#owed.length === 0) this.end()
    }, QUIET)
  }
}

/** Whether a part of a batch's answer is its last: the last message in it says so. */
function endsBatch(frame: Buffer): boolean {
  for (let at = PROTO_HEADER_SIZE; at < frame.length; at = messageEnd(frame, at, frame.length))
    if (isLast(frame, at)) return true
  return false
}

/** A batch's answer that is nothing but a result code. */
function refusal(code: number): Buffer {
  const frame = Buffer.alloc(PROTO_HEADER_SIZE + MESSAGE_HEADER_SIZE)
  frame.writeUInt16BE(0x0203, 0)
  frame.writeUIntBE(MESSAGE_HEADER_SIZE, 2, 6)
  frame[PROTO_HEADER_SIZE] = MESSAGE_HEADER_SIZE
  frame[PROTO_HEADER_SIZE + 3] = Info3.last
  frame[PROTO_HEADER_SIZE + 5] = code
  return frame
}

/** An answer of `info` in which the nodes are where the relay stands before them. */
function moved(frame: Buffer, places: ReadonlyMap<string, string>): Buffer {
  const text = frame.toString('latin1', PROTO_HEADER_SIZE)
  // peers: generation, default port, and what lies at that port is named without it.
  const port = /\t\d+,(\d+),\[/.exec(text)?.[1]
  const body = Buffer.from(
    text.replaceAll(/(\d+(?:\.\d+){3})(?::(\d+))?/g, (all, host: string, own: string | undefined) => {
      return places.get(`${host}:${own ?? port ?? ''}`) ?? all
    }),
    'latin1',
  )
  const header = Buffer.from(frame.subarray(0, PROTO_HEADER_SIZE))
  header.writeUIntBE(body.length, 2, 6)
  return Buffer.concat([header, body])
}
