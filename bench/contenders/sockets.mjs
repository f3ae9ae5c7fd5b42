// The ceiling: requests encoded beforehand, answers only counted, as many connections and as deep as does best.
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { serve } from '../lib/serve.mjs'
import { binsOf, isWrite, NAMESPACE, RECORDS, SET } from '../shapes.mjs'

const CONNECTIONS = 4
const DEPTH = 128
const [host, port] = process.env.AEROSPIKE_HOSTS.split(',')[0].split(':')

const field = (type, data) => {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(data.length + 1)
  head[4] = type
  return Buffer.concat([head, data])
}

function digest(i) {
  const key = Buffer.alloc(9)
  key[0] = 1
  key.writeBigInt64BE(BigInt(i), 1)
  return createHash('ripemd160').update(SET).update(key).digest()
}

function operation(name, type, data) {
  const head = Buffer.from([0, 0, 0, 0, 2, type, 0, name.length])
  head.writeUInt32BE(4 + name.length + data.length)
  return Buffer.concat([head, Buffer.from(name), data])
}

function integer(value) {
  const data = Buffer.alloc(8)
  data.writeBigInt64BE(BigInt(value))
  return data
}

function frame(info1, info2, i, operations) {
  const fields = [field(0, Buffer.from(NAMESPACE)), field(1, Buffer.from(SET)), field(4, digest(i))]
  const header = Buffer.alloc(30)
  const body = Buffer.concat([...fields, ...operations])
  header[0] = 2
  header[1] = 3
  header.writeUIntBE(22 + body.length, 2, 6)
  header[8] = 22
  header[9] = info1
  header[10] = info2
  header.writeUInt32BE(60_000, 22)
  header.writeUInt16BE(fields.length, 26)
  header.writeUInt16BE(operations.length, 28)
  return Buffer.concat([header, body])
}

const gets = Array.from({ length: RECORDS }, (_, i) => frame(3, 0, i, []))
const puts = Array.from({ length: RECORDS }, (_, i) => {
  const { name } = binsOf(i)
  return frame(0, 1, i, [operation('i', 1, integer(i)), operation('name', 3, Buffer.from(name))])
})

const frames = { get: gets, put: puts, mixed: gets.map((get, i) => (isWrite(i) ? puts[i] : get)) }

class Line {
  constructor(ready) {
    this.pending = 0
    this.left = 0
    this.need = 0
    this.header = Buffer.alloc(8)
    this.socket = connect({
      host,
      port: Number(port),
      noDelay: true,
      onread: { buffer: Buffer.alloc(65_536), callback: (length, chunk) => this.read(length, chunk) },
    })
    this.socket.once('connect', ready)
  }

  read(length, chunk) {
    let at = 0
    while (at < length) {
      if (this.left > 0) {
        const step = Math.min(this.left, length - at)
        at += step
        this.left -= step
        if (this.left === 0) this.pending--
        continue
      }
      const step = Math.min(8 - this.need, length - at)
      chunk.copy(this.header, this.need, at, at + step)
      at += step
      this.need += step
      if (this.need < 8) break
      this.need = 0
      this.left = this.header.readUInt32BE(4)
    }
    this.refill()
    return true
  }

  refill() {
    const wanted = []
    while (this.pending < this.depth && this.job.next < this.job.operations) {
      wanted.push(this.job.frames[this.job.next++ % RECORDS])
      this.pending++
    }
    if (wanted.length > 0) this.socket.write(wanted.length === 1 ? wanted[0] : Buffer.concat(wanted))
    else if (this.pending === 0) this.finish?.()
  }
}

let opened = 0
const lines = await new Promise((resolve) => {
  const made = Array.from(
    { length: CONNECTIONS },
    () =>
      new Line(() => {
        if (++opened === CONNECTIONS) resolve(made)
      }),
  )
})

/** Sends requests `from` to `end`, `flight` of them at a time. */
async function send(frames, flight, from, end) {
  const job = { frames, operations: end, next: from }
  const used = lines.slice(0, Math.min(CONNECTIONS, flight))
  await Promise.all(
    used.map(
      (line) =>
        new Promise((resolve) => {
          line.finish = () => {
            line.finish = undefined
            resolve()
          }
          line.job = job
          line.depth = Math.max(1, Math.min(DEPTH, Math.ceil(flight / used.length)))
          line.refill()
        }),
    ),
  )
}

async function run({ kind, wave, flight, operations }) {
  if (wave === undefined) return send(frames[kind], flight, 0, operations)
  for (let done = 0; done < operations; done += wave) await send(frames[kind], wave, done, done + wave)
}

serve({
  run,
  close: async () => {
    for (const line of lines) line.socket.destroy()
  },
})
