import { describe, expect, it } from 'vitest'
import type { Node } from '../../../src/cluster/node.ts'
import {
  allHaveMasters,
  applyClaims,
  holdsPartitions,
  parseReplicas,
  replaceNode,
  tablesOfSingleNode,
  type PartitionTables,
} from '../../../src/cluster/partitions.ts'
import { ProtocolError } from '../../../src/errors/index.ts'
import { bitmap, plainNode } from './fake-network.ts'
import { RECORDED } from './recorded.ts'

const NONE: PartitionTables = new Map()
const a = plainNode('A1')
const b = plainNode('B2')
const c = plainNode('C3')

function told(
  tables: PartitionTables,
  node: Node,
  maps: ((partition: number) => boolean)[],
  regime = 0,
  namespace = 'test',
) {
  return applyClaims(
    tables,
    node,
    parseReplicas(`${namespace}:${regime},${maps.length},${maps.map(bitmap).join(',')}`),
  )
}

function owner(tables: PartitionTables, partition: number, replica = 0): string | undefined {
  return tables.get('test')?.replicas[replica]?.[partition]?.id
}

const all = () => true
const none = () => false

describe('parseReplicas', () => {
  it('reads several namespaces with their regimes', () => {
    const one = bitmap((partition) => partition === 0 || partition === 4095)
    const claims = parseReplicas(`test:0,2,${one},${bitmap(none)};bar:7,1,${bitmap(all)}`)
    expect(claims.map(({ namespace, regime, bitmaps }) => [namespace, regime, bitmaps.length])).toEqual([
      ['test', 0, 2],
      ['bar', 7, 1],
    ])
    expect([claims[0]!.bitmaps[0]![0], claims[0]!.bitmaps[0]![511]]).toEqual([0x80, 0x01])
  })

  it('tells namespaces apart whose names hold what separates', () => {
    const names = ['a:b', 'a:0,1', ';', 'a;b:0,1,AAAA', '=,', 'ERROR:x']
    const text = names.map((name) => `${name}:0,1,${bitmap(all)}`).join(';')
    expect(parseReplicas(text).map(({ namespace }) => namespace)).toEqual(names)
  })

  it('reads a node without namespaces', () => {
    expect(parseReplicas('')).toEqual([])
  })

  it.each([
    ['a map too short', 'test:0,1,AAAA'],
    ['a map of other characters', `test:0,1,${'!'.repeat(684)}`],
    ['fewer maps than said', `test:0,2,${bitmap(all)}`],
    ['more maps than said', `test:0,1,${bitmap(all)},${bitmap(all)}`],
    ['no replicas', 'test:0,0'],
    ['a regime that is no number', `test:x,1,${bitmap(all)}`],
    ['no namespace', `:0,1,${bitmap(all)}`],
    ['an error text', 'ERROR'],
  ])('refuses %s', (_, text) => {
    expect(() => parseReplicas(text)).toThrow(ProtocolError)
  })

  it('is complete on recorded answers of three nodes: one master, one other replica for each partition', () => {
    let tables = NONE
    const nodes = Object.keys(RECORDED).map((id) => plainNode(id))
    for (const [index, { replicas }] of Object.values(RECORDED).entries()) {
      expect(allHaveMasters(tables)).toBe(false)
      tables = applyClaims(tables, nodes[index]!, parseReplicas(replicas)).tables
    }
    const { replicas, strong } = tables.get('test')!
    expect(strong).toBe(false)
    expect(replicas.map((column) => column.filter((node) => node !== undefined).length)).toEqual([4096, 4096])
    expect(replicas[0]!.filter((node, partition) => node === replicas[1]![partition])).toEqual([])
    expect(allHaveMasters(tables)).toBe(true)
  })
})

describe('applyClaims', () => {
  const even = (partition: number) => partition % 2 === 0
  const odd = (partition: number) => partition % 2 === 1
  const { tables: both } = told(told(NONE, a, [even, odd]).tables, b, [odd, even])

  it('puts together what nodes claim', () => {
    expect([owner(both, 0), owner(both, 1), owner(both, 0, 1), owner(both, 1, 1)]).toEqual([
      'A1',
      'B2',
      'B2',
      'A1',
    ])
  })

  it('keeps the tables themselves when nothing changed', () => {
    const outcome = told(both, a, [even, odd])
    expect(outcome.tables).toBe(both)
    expect(outcome.displaced.size).toBe(0)
  })

  it('changes only the column and the table concerned, and never the old ones', () => {
    const start = told(both, b, [all], 0, 'other').tables
    // The answer covers both namespaces, as a server's always does.
    const text = `test:0,2,${bitmap((partition) => partition === 1)},${bitmap(odd)};other:0,1,${bitmap(none)}`
    const { tables } = applyClaims(start, a, parseReplicas(text))
    expect(owner(start, 1)).toBeUndefined()
    expect(owner(tables, 1)).toBe('A1')
    expect(tables.get('other')).toBe(start.get('other'))
  })

  it('keeps an owner that claims no more until another claims', () => {
    const { tables } = told(both, a, [none, none])
    expect(tables).toBe(both)
    const moved = told(tables, b, [(partition) => partition === 0, none])
    expect(owner(moved.tables, 0)).toBe('B2')
    expect([...moved.displaced]).toEqual([a])
    expect(owner(both, 0)).toBe('A1')
  })

  it('believes the newer regime, whoever speaks last', () => {
    const { tables: newer } = told(told(NONE, a, [all], 3).tables, b, [(partition) => partition === 9], 4)
    expect([owner(newer, 9), owner(newer, 10)]).toEqual(['B2', 'A1'])
    const stale = told(newer, a, [all], 3)
    expect(stale.tables).toBe(newer)
    expect(newer.get('test')!.strong).toBe(true)
    expect([newer.get('test')!.regimes[9], newer.get('test')!.regimes[10]]).toEqual([4, 3])
  })

  it('raises the regime of a partition that stays where it is', () => {
    const { tables } = told(told(NONE, a, [all], 3).tables, a, [all], 5)
    expect(owner(told(tables, b, [all], 4).tables, 0)).toBe('A1')
  })

  it('says when the number of replicas changes, and forgets the columns beyond', () => {
    const grown = told(told(NONE, a, [all]).tables, b, [none, all])
    expect(grown.resized).toBe(true)
    expect(owner(grown.tables, 5, 1)).toBe('B2')
    const shrunk = told(grown.tables, a, [all])
    expect(shrunk.resized).toBe(true)
    expect(shrunk.tables.get('test')!.replicas).toHaveLength(1)
  })

  it('forgets a namespace that no node has any more', () => {
    const start = told(told(NONE, a, [even]).tables, b, [odd]).tables
    const once = applyClaims(start, a, []).tables
    expect([owner(once, 0), owner(once, 1)]).toEqual([undefined, 'B2'])
    expect(applyClaims(once, b, []).tables.has('test')).toBe(false)
  })

  it('knows a namespace nobody owns anything of yet', () => {
    expect(told(NONE, a, [none]).tables.has('test')).toBe(true)
  })
})

describe('replaceNode', () => {
  const start = told(told(NONE, a, [all, none]).tables, b, [none, all]).tables

  it('removes a node everywhere', () => {
    const tables = replaceNode(start, a, undefined)
    expect(holdsPartitions(tables, a)).toBe(false)
    expect(owner(tables, 77, 1)).toBe('B2')
    expect(tables.get('test')!.replicas[1]).toBe(start.get('test')!.replicas[1])
  })

  it('puts another in its place', () => {
    expect(owner(replaceNode(start, a, c), 4095)).toBe('C3')
  })

  it('keeps tables in which the node does not occur', () => {
    expect(replaceNode(start, c, undefined)).toBe(start)
  })
})

describe('tablesOfSingleNode', () => {
  it('gives one node everything, once', () => {
    const claims = parseReplicas(`test:0,2,${bitmap(none)},${bitmap(none)}`)
    const tables = tablesOfSingleNode(NONE, a, claims)
    expect(allHaveMasters(tables)).toBe(true)
    expect(tablesOfSingleNode(tables, a, claims)).toBe(tables)
  })
})
