import { describe, expect, it } from 'vitest'
import { parsePeers, parseServiceAddresses } from '../../../src/cluster/peers.ts'
import { ProtocolError } from '../../../src/errors/index.ts'
import { RECORDED } from './recorded.ts'

describe('parsePeers', () => {
  it('reads a recorded answer', () => {
    const { peers } = parsePeers(RECORDED.BB9000000000201.peers)
    expect(peers).toEqual([
      { id: 'BB9000000000202', addresses: [{ host: '127.0.0.1', port: 3110 }] },
      { id: 'BB9000000000203', addresses: [{ host: '127.0.0.1', port: 3120 }] },
    ])
  })

  it('reads a node without peers', () => {
    expect(parsePeers('0,3000,[]')).toEqual({ generation: 0, peers: [] })
  })

  it('gives left-out ports the default port, and TLS names to every address', () => {
    const { peers, generation } = parsePeers(
      '12,4333,[[BB9,tls.example,[10.0.0.1,node-1.example:4000,[2001:db8::1]:5000,[fe80::2]]],[A0,,[h]]]',
    )
    expect(generation).toBe(12)
    expect(peers).toEqual([
      {
        id: 'BB9',
        addresses: [
          { host: '10.0.0.1', port: 4333, tlsName: 'tls.example' },
          { host: 'node-1.example', port: 4000, tlsName: 'tls.example' },
          { host: '2001:db8::1', port: 5000, tlsName: 'tls.example' },
          { host: 'fe80::2', port: 4333, tlsName: 'tls.example' },
        ],
      },
      { id: 'A0', addresses: [{ host: 'h', port: 4333 }] },
    ])
  })

  it('knows the default of the default port', () => {
    expect(parsePeers('1,,[[A0,,[h]]]').peers[0]!.addresses).toEqual([{ host: 'h', port: 3000 }])
  })

  it('reads a peer without addresses', () => {
    expect(parsePeers('1,3000,[[A0,,[]]]').peers).toEqual([{ id: 'A0', addresses: [] }])
  })

  const whole = '12,4333,[[BB9,tls,[10.0.0.1,[::1]:5000]],[A0,,[h:1]]]'
  it.each(Array.from({ length: whole.length }, (_, length) => whole.slice(0, length)))(
    'refuses what is cut off: %s',
    (text) => {
      expect(() => parsePeers(text)).toThrow(ProtocolError)
    },
  )

  it.each([
    '1,3000,[]x',
    '1,3000,[[A0,,[h:0]]]',
    '1,3000,[[A0,,[h:65536]]]',
    '1,3000,[[,,[h]]]',
    'ERROR:25:x',
    '1,3000,[[A0,,[[::1]]',
  ])('refuses %s', (text) => {
    expect(() => parsePeers(text)).toThrow(ProtocolError)
  })
})

describe('parseServiceAddresses', () => {
  it('reads none, one, several', () => {
    expect(parseServiceAddresses('')).toEqual([])
    expect(parseServiceAddresses('127.0.0.1:3100')).toEqual([{ host: '127.0.0.1', port: 3100 }])
    expect(parseServiceAddresses('10.0.0.1:3000,[::1]:3001', 'name')).toEqual([
      { host: '10.0.0.1', port: 3000, tlsName: 'name' },
      { host: '::1', port: 3001, tlsName: 'name' },
    ])
  })
})
