import { describe, expect, it } from 'vitest'
import { parseRackIds, sameRacks } from '../../../src/cluster/racks.ts'
import { isLoopback, mapAddress, resolveAddress } from '../../../src/cluster/resolve.ts'
import { userAgentCommand } from '../../../src/cluster/user-agent.ts'
import { formatVersion, isAtLeast, parseVersion, type Version } from '../../../src/cluster/version.ts'
import { ProtocolError } from '../../../src/errors/index.ts'

describe('racks', () => {
  it('reads a rack for each namespace', () => {
    expect([...parseRackIds('test:1;bar:0')]).toEqual([
      ['test', 1],
      ['bar', 0],
    ])
    expect([...parseRackIds('a:b:1;c=,:2')]).toEqual([
      ['a:b', 1],
      ['c=,', 2],
    ])
    expect(parseRackIds('').size).toBe(0)
  })

  it.each(['test', 'test:', ':1', 'test:x', 'test:1;x'])('refuses %s', (text) => {
    expect(() => parseRackIds(text)).toThrow(ProtocolError)
  })

  it('compares', () => {
    const racks = new Map([['test', 1]])
    expect(sameRacks(racks, new Map(racks))).toBe(true)
    expect(sameRacks(racks, new Map([['test', 2]]))).toBe(false)
    expect(sameRacks(racks, new Map([['bar', 1]]))).toBe(false)
    expect(sameRacks(racks, new Map())).toBe(false)
  })
})

describe('user agent', () => {
  const decode = (command: string) =>
    Buffer.from(command.replace('user-agent-set:value=', ''), 'base64').toString()

  it('names format, client and application', () => {
    expect(decode(userAgentCommand('0.1.0', 'shop'))).toBe('1,ts-0.1.0,shop')
    expect(decode(userAgentCommand('0.1.0', ''))).toBe('1,ts-0.1.0,not-set')
  })

  it('never has more than the 63 bytes that the server takes, nor half a character', () => {
    const text = decode(userAgentCommand('0.1.0', 'ä€😀'.repeat(20)))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(63)
    expect(Buffer.byteLength(text)).toBeGreaterThan(59)
    expect(text).not.toContain('\ufffd')
  })
})

describe('version', () => {
  it('reads builds', () => {
    expect(parseVersion('8.1.2.0')).toEqual([8, 1, 2, 0])
    expect(parseVersion('6.4.0.10-rc2')).toEqual([6, 4, 0, 10])
    expect(parseVersion('7.1')).toEqual([7, 1, 0, 0])
    expect(parseVersion('dev')).toBeUndefined()
  })

  it('compares by number', () => {
    expect(isAtLeast([10, 0, 0, 0], [8, 1, 0, 0])).toBe(true)
    expect(isAtLeast([8, 1, 0, 0], [8, 1, 0, 0])).toBe(true)
    expect(isAtLeast([8, 0, 9, 9], [8, 1, 0, 0])).toBe(false)
  })

  it('is written without the zeros behind', () => {
    const versions: Version[] = [
      [6, 0, 0, 0],
      [8, 1, 2, 0],
      [4, 9, 0, 3],
      [10, 0, 0, 10],
    ]
    expect(versions.map(formatVersion)).toEqual(['6.0', '8.1.2', '4.9.0.3', '10.0.0.10'])
  })
})

describe('addresses', () => {
  it('lets both families take turns, the first one first', async () => {
    const find = async () => ['2001:db8::1', '2001:db8::2', '2001:db8::3', '10.0.0.1']
    const found = await resolveAddress({ host: 'db', port: 1 }, find, 100)
    expect(found.map(({ host }) => host)).toEqual(['2001:db8::1', '10.0.0.1', '2001:db8::2', '2001:db8::3'])
    expect(found[0]).toEqual({ host: '2001:db8::1', port: 1, name: 'db' })
  })

  it('does not look up what is an address already', async () => {
    const address = { host: '::1', port: 1 }
    const find = () => Promise.reject(new Error('asked'))
    expect(await resolveAddress(address, find, 100)).toEqual([address])
  })

  it('says which name cannot be resolved', async () => {
    await expect(resolveAddress({ host: 'db', port: 1 }, async () => [], 100)).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: 'The name db has no address',
    })
    const never = () => new Promise<never>(() => undefined)
    await expect(resolveAddress({ host: 'db', port: 1 }, never, 1)).rejects.toThrow(
      /db cannot be resolved: no answer within 1 ms/,
    )
  })

  it('maps hosts and keeps the rest', () => {
    const address = { host: '172.17.0.2', port: 3100, tlsName: 'x' }
    expect(mapAddress(address, { '172.17.0.2': '127.0.0.1' })).toEqual({
      ...address,
      host: '127.0.0.1',
    })
    expect(mapAddress(address, {})).toBe(address)
    const inherited = { host: 'constructor', port: 1 }
    expect(mapAddress(inherited, {})).toBe(inherited)
  })

  it('knows this machine', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true)
    expect(['10.0.0.1', 'fe80::1', '::'].some(isLoopback)).toBe(false)
  })
})
