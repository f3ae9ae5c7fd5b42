// node scripts/run-ts.mjs test/fuzz/corpus.ts: writes what a good node answers to each reader, as seeds for fuzzers.
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect as dial, createServer, type AddressInfo } from 'node:net'
import { packDocument } from '../../src/documents.ts'
import { connect, contextToBase64, ctx, exp, filter, Key, lists, ops, rows } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { TARGETS } from './targets.ts'

const FOLDER = 'test/fuzz/corpus'
const HEADER = 8
const names = Object.keys(TARGETS)
const server = await startMemoryServer({ nodes: 2, namespaces: [{ name: 'test', racks: [1, 2] }] })
let frames: Buffer[] = []
const proxy = createServer((socket) => {
  const node = dial(server.nodes[0]?.port as number, '127.0.0.1')
  let rest: Buffer = Buffer.alloc(0)
  socket.pipe(node)
  node.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= HEADER && rest.length >= HEADER + rest.readUIntBE(2, 6)) {
      const end = HEADER + rest.readUIntBE(2, 6)
      frames.push(Buffer.from(rest.subarray(HEADER, end)))
      rest = rest.subarray(end)
    }
    socket.write(chunk)
  })
  for (const each of [socket, node]) each.on('error', () => undefined).on('close', () => socket.destroy())
})
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
const hosts = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
const client = await connect({ hosts, forceSingleNode: true, tendInterval: 60_000 })
const key = new Key('test', 'fuzz', 1)
const bins = {
  a: 1,
  b: 'text',
  l: [1, 'two', { three: [4.5, null] }],
  m: new Map([[1, true]]),
  z: Buffer.from('blob'),
}
mkdirSync(FOLDER, { recursive: true })

async function seeds(reader: string, work: () => Promise<unknown>): Promise<void> {
  frames = []
  await work()
  for (const [i, frame] of frames.slice(0, 2).entries())
    writeFileSync(`${FOLDER}/${reader}-${i}`, Buffer.concat([Buffer.from([names.indexOf(reader)]), frame]))
}

function seedText(reader: string, line: string): void {
  writeFileSync(
    `${FOLDER}/${reader}-text`,
    Buffer.concat([Buffer.from([names.indexOf(reader)]), Buffer.from(line)]),
  )
}

function seedBytes(reader: string, bytes: Uint8Array): void {
  writeFileSync(`${FOLDER}/${reader}-0`, Buffer.concat([Buffer.from([names.indexOf(reader)]), bytes]))
}

const text =
  "$.age >= 18 and ($.name =~ /^A.*n$/i or $.tags.[0] == 'x') and let (a = $.n + 1) then (${a} in [1, 2])"
seedText('ael', text)
seedBytes(
  'expression',
  exp.and(exp.ge(exp.bin('age', 'int'), 18), exp.eq(exp.bin('name', 'string'), 'Ann')).bytes,
)
seedBytes('context', Buffer.from(contextToBase64([ctx.mapKey('a'), ctx.listIndex(-1)]), 'base64'))
seedBytes(
  'document',
  packDocument({ at: new Date(0), set: new Set([1n]), map: new Map([['k', [null, 1.5]]]) }),
)
await seeds('put', () => client.put(key, bins))
await seeds('get', () => client.get(key))
await seeds('exists', () => client.exists(key))
await seeds('operate', () => client.operate(key, [lists.append('l', 1), ops.read('a'), ops.read('b')]))
await seeds('rows', () =>
  client.batch([rows.get(key), rows.put(key, bins), rows.get(new Key('test', 'fuzz', 9))]),
)
await seeds('records', () => client.query('test', 'fuzz').toArray())
await (
  await client.createIndex({ namespace: 'test', name: 'i', bin: 'a', type: 'numeric', set: 'fuzz' })
).wait()
await seeds('records', () => client.query('test', 'fuzz').where(filter.equal('a', 1)).toArray())
await seeds('info', () => client.info('node'))
const ask = (command: string): Promise<string> => client.info(command).catch(() => '')
const lines: readonly (readonly [string, string])[] = [
  ['pairs', 'statistics'],
  ['peers', 'peers-clear-std'],
  ['services', 'service-clear-std'],
  ['replicas', 'replicas'],
  ['racks', 'rack-ids'],
  ['version', 'build'],
  ['sets', 'sets'],
  ['indexes', 'sindex-list:'],
  ['progress', 'query-show'],
]
for (const [reader, command] of lines) seedText(reader, await ask(command))
await client.close()
proxy.close()
await server.close()
