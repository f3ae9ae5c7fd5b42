import { describe, expect, it } from 'vitest'
import { fields, getAll, putInteger, useServer } from '../support/fixture.ts'
import { digest, infoFrame } from '../support/raw-client.ts'

const used = useServer({
  nodes: 3,
  namespaces: ['test', { name: 'single', replicationFactor: 1 }],
  clusterName: 'mine',
})
const ask = (command: string): Promise<string> => used.client.info(command)
const partitionOf = (seed: number): number => digest(seed).readUInt16LE(0) & 4095
const settingsIn = (answer: string): object =>
  Object.fromEntries(answer.split(';').map((pair) => pair.split('=')))

describe('info', () => {
  it.each([
    ['build', '8.1.2.0'],
    ['build:x', '8.1.2.0'],
    ['edition', 'Aerospike Community Edition'],
    ['node', 'BB9000000000001'],
    ['namespaces', 'test;single'],
    ['cluster-name', 'mine'],
    ['partitions', '4096'],
    ['bogus', 'ERROR:4:unrecognized command'],
    ['', 'ERROR:4:unrecognized command'],
    ['racks:', 'ERROR:25:enterprise only'],
    ['peers-tls-std', 'ERROR:25:enterprise only'],
    ['namespace/nope', 'type=unknown'],
    ['sets/nope', 'ns_type=unknown'],
    ['cluster-stable:size=2', 'ERROR:7:cluster not specified size'],
    ['cluster-stable:size=x', 'ERROR:4:bad size'],
    ['cluster-stable:namespace=nope', 'ERROR:20:namespace not found on node'],
    ['user-agent-set:value=a', "ERROR:4:'value' invalid base64"],
    ['user-agent-set:', "ERROR:4:missing 'value'"],
    ['get-config:context=bad', 'ERROR:4:invalid context'],
    ['get-config:x=1', "ERROR:4:missing 'context'"],
    ['get-config:context=namespace', "ERROR:20:missing 'namespace'"],
    ['get-config:context=namespace;namespace=nope', 'ERROR:20:namespace not found on node'],
    ['get-config:context=security', ''],
    ['truncate:namespace=test', "ERROR:4:missing 'set'"],
    ['truncate:set=demo', "ERROR:20:missing 'namespace'"],
    ['truncate:namespace=test;set=demo;lut=1', 'ERROR:4:would truncate to 0'],
    ['truncate:namespace=test;set=demo;lut=99999999999999999999', 'ERROR:4:would truncate in the future'],
    ['truncate-namespace:namespace=test;set=demo', 'ERROR:4:unexpected set name'],
    ['sindex-create:namespace=test;indexname=;bin=a;type=numeric', "ERROR:4:missing 'indexname' value"],
    ['sindex-create:namespace=test;indexname=a', "ERROR:4:both 'indexdata' and 'type' are missing"],
    ['sindex-create:namespace=test;indexname=a;type=numeric', "ERROR:4:both 'bin' and 'exp' are missing"],
    [
      'sindex-create:namespace=test;indexname=a;type=x;bin=a',
      "ERROR:4:bad 'type' - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'",
    ],
    [
      'sindex-create:namespace=test;indexname=a;type=numeric;exp=k1EDoXM=',
      "ERROR:4:bad 'exp' - expression type 'string' does not match expected type 'numeric'",
    ],
    ['sindex-create:namespace=test;indexname=a;type=numeric;exp=wA==', "ERROR:4:bad 'exp'"],
    ['sindex-stat:namespace=test;indexname=nope', 'ERROR:201:no index'],
    ['sindex-delete:namespace=test;indexname=nope', 'ok'],
    ['query-show:id=5', 'ERROR:2:job not found'],
    ['query-abort:id=5', 'ERROR:2:id not active'],
    ['udf-get:filename=nope.lua', 'error=not_found'],
    ['udf-put:filename=nope', 'error=invalid_filename'],
  ])('%s', async (command, expected) => {
    expect(await ask(command)).toBe(expected)
  })

  it('answers several commands in one frame, each behind itself', async () => {
    used.client.write(infoFrame('node\nbogus\nbuild\n'))
    const frame = await used.client.frame()
    expect(frame?.type).toBe(1)
    expect(frame?.body.toString()).toBe(
      'node\tBB9000000000001\nbogus\tERROR:4:unrecognized command\nbuild\t8.1.2.0\n',
    )
  })

  it('names the peers and their addresses', async () => {
    const [, second, third] = used.server.nodes
    const addresses = `[[${second!.id},,[${second!.address}]],[${third!.id},,[${third!.address}]]]`
    expect(await ask('peers-clear-std')).toBe(`0,3000,${addresses}`)
    expect(await ask('peers-clear-alt')).toBe('0,3000,[]')
    expect(await ask('service-clear-std')).toBe(used.server.nodes[0]!.address)
  })

  it('shares the partitions out among the nodes, each copy whole', async () => {
    const counts = new Map<string, number[]>()
    for (const node of used.server.nodes) {
      for (const [name, map] of node.view.partitions) {
        for (let copy = 0; copy < map.copies; copy++) {
          const bits = Buffer.from(map.bitmap(node.index, copy), 'base64')
          const key = `${name} ${copy}`
          const sum = counts.get(key) ?? new Array<number>(4096).fill(0)
          for (let i = 0; i < 4096; i++) if ((bits[i >> 3]! & (0x80 >> (i & 7))) !== 0) sum[i]!++
          counts.set(key, sum)
        }
      }
    }
    expect([...counts.keys()].sort()).toEqual(['single 0', 'test 0', 'test 1'])
    for (const sum of counts.values()) expect(sum.every((count) => count === 1)).toBe(true)
    expect(await ask('replicas')).toMatch(/^test:0,2,[\w+/]{683}=,[\w+/]{683}=;single:0,1,[\w+/]{683}=$/)
    expect((await ask('replicas:max=1')).split(',')).toHaveLength(5)
  })

  it('counts user agents', async () => {
    expect(await ask('user-agent-set:value=MSxtZQ==')).toBe('ok')
    expect(await ask('user-agent-set:value=MSxtZQ==')).toBe('ERROR:4:already set')
    expect(await ask('user-agents')).toBe('user-agent=MSxtZQ==:count=1;')
  })

  it('counts what it did in each namespace, by how it ended', async () => {
    const counted = async (): Promise<Record<string, number>> => {
      const { client_read_success, client_read_not_found, client_write_success, batch_sub_read_success } =
        settingsIn(await ask('namespace/test')) as Record<string, string>
      return Object.fromEntries(
        Object.entries({
          client_read_success,
          client_read_not_found,
          client_write_success,
          batch_sub_read_success,
        }).map(([name, count]) => [name, Number(count)]),
      )
    }
    const before = await counted()
    await used.client.send(putInteger(900, 'a', 1))
    await used.client.send(getAll(900))
    await used.client.send(getAll(901))
    await used.client.send(getAll(902))
    const after = await counted()
    const grown = Object.fromEntries(Object.keys(after).map((name) => [name, after[name]! - before[name]!]))
    expect(grown).toEqual({
      client_read_success: 1,
      client_read_not_found: 2,
      client_write_success: 1,
      batch_sub_read_success: 0,
    })
    expect(settingsIn(await ask('namespace/single'))).toMatchObject({
      client_read_not_found: '0',
      si_query_long_basic_complete: '0',
    })
  })

  it('counts objects by set, and forgets them when they are truncated', async () => {
    for (let seed = 0; seed < 5; seed++) await used.client.send(putInteger(seed, 'a', seed))
    const map = used.server.nodes[0]!.view.partitions.get('test')!
    const here = [0, 1, 2, 3, 4].filter((seed) => map.owners(partitionOf(seed)).includes(0)).length
    expect(await ask('sets/test/demo')).toMatch(new RegExp(`^objects=${here}:tombstones=0:`))
    expect(await ask('truncate:namespace=test;set=demo')).toBe('ok')
    expect(await ask('sets/test/demo')).toMatch(/^objects=0:.*truncate_lut=\d{12}/)
    expect(await used.client.send(getAll(1))).toMatchObject({ code: 2 })
    expect(await used.client.send(putInteger(1, 'a', 1))).toMatchObject({ code: 0, generation: 1 })
    expect(await used.client.send(getAll(1))).toMatchObject({ code: 0 })
  })

  it('makes, lists, renames and drops indexes', async () => {
    await used.client.send({ ...putInteger(100, 'a', 5), fields: fields(100, 'indexed') })
    expect(await ask('sindex-create:ns=test;set=indexed;indexname=x;indexdata=a,numeric')).toBe('ok')
    const line =
      'ns=test:indexname=x:set=indexed:bin=a:type=numeric:indextype=default:context=null:exp=null:state=RW'
    expect(await ask('sindex-list:namespace=test')).toBe(line)
    expect(await ask('sindex-stat:namespace=test;indexname=x')).toMatch(/^entries=1;.*load_pct=100/)
    expect(await ask('sindex-create:ns=test;set=indexed;indexname=x;bin=a;type=numeric')).toBe('ok')
    expect(await ask('sindex-create:ns=test;set=indexed;indexname=x;bin=b;type=numeric')).toMatch(
      /^ERROR:200:/,
    )
    expect(await ask('sindex-create:ns=test;set=indexed;indexname=y;bin=a;type=numeric')).toBe('ok')
    expect(await ask('sindex-list:')).toBe(line.replace('indexname=x', 'indexname=y'))
    expect(await ask('sindex-exists:ns=test;indexname=y')).toBe('true')
    expect(await ask('sindex-delete:ns=test;indexname=y')).toBe('ok')
    expect(await ask('sindex-list')).toBe('')
  })

  it('tells its settings', async () => {
    for (const name of ['id', 'namespace']) {
      expect(settingsIn(await ask(`get-config:context=namespace;${name}=single`))).toMatchObject({
        'replication-factor': '1',
        'nsup-period': '120',
        'allow-ttl-without-nsup': 'false',
      })
    }
    expect(settingsIn(await ask('get-config:context=service'))).toMatchObject({ 'cluster-name': 'mine' })
    expect(settingsIn(await ask('get-config'))).toMatchObject({
      'cluster-name': 'mine',
      'service.address': '127.0.0.1',
    })
  })

  it('keeps UDF modules, as the server lists and hashes them', async () => {
    const content = Buffer.from('function add(r,a,b) return a+b end').toString('base64')
    expect(
      await ask(`udf-put:filename=memtmp.lua;content=${content};content-len=${content.length};udf-type=LUA;`),
    ).toBe('ok')
    expect(await ask('udf-list')).toBe(
      'filename=memtmp.lua,hash=df237f67623cd6965dca6d4ca6e7fd1dd6de09ab,type=LUA;',
    )
    expect(await ask('udf-get:filename=memtmp.lua')).toBe(`type=LUA;content=${content};`)
    expect(await ask('udf-remove:filename=memtmp.lua')).toBe('ok')
    expect(await ask('udf-list')).toBe('')
  })
})
