import { describe, expect, it } from 'vitest'
import {
  anyNode,
  chooseNode,
  explainNoNode,
  nodeById,
  nodeList,
  type NodeRequest,
  type Replica,
} from '../../../src/cluster/choose.ts'
import type { Node } from '../../../src/cluster/node.ts'
import { EMPTY_STATE, type ClusterState } from '../../../src/cluster/state.ts'
import { PARTITION_COUNT } from '../../../src/wire/proto.ts'
import { plainNode } from './fake-network.ts'

function stateOf(
  columns: (Node | undefined)[],
  { strong = false, others = [] as Node[] } = {},
): ClusterState {
  const replicas = columns.map((node) => Array.from({ length: PARTITION_COUNT }, () => node))
  const nodes = [...columns.filter((node) => node !== undefined), ...others]
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    partitions: new Map([['test', { replicas, regimes: new Uint32Array(PARTITION_COUNT), strong }]]),
    version: 1,
  }
}

function request(replica: Replica, more: Partial<NodeRequest> = {}): NodeRequest {
  return { replica, isWrite: false, copiesPassed: 0, ...more }
}

function ids(state: ClusterState, replica: Replica, more: Partial<NodeRequest> = {}, count = 4) {
  return Array.from(
    { length: count },
    (_, attempt) => chooseNode(state, 'test', 1, request(replica, { copiesPassed: attempt, ...more }))?.id,
  )
}

const a = plainNode('A1')
const b = plainNode('B2')
const c = plainNode('C3')
const gone = plainNode('D4')
gone.close()

describe('master', () => {
  it('is the first replica on every attempt, or nobody', () => {
    expect(ids(stateOf([a, b]), 'master')).toEqual(['A1', 'A1', 'A1', 'A1'])
    expect(ids(stateOf([undefined, b]), 'master', {}, 1)).toEqual([undefined])
    expect(ids(stateOf([gone, b]), 'master', {}, 1)).toEqual([undefined])
  })
})

describe('sequence', () => {
  it('begins at the master and goes round, for reads and writes', () => {
    expect(ids(stateOf([a, b, c]), 'sequence')).toEqual(['A1', 'B2', 'C3', 'A1'])
    expect(ids(stateOf([a, b, c]), 'sequence', { isWrite: true })).toEqual(['A1', 'B2', 'C3', 'A1'])
  })

  it('passes over gaps and nodes that left without losing an attempt', () => {
    expect(ids(stateOf([undefined, b, gone, c]), 'sequence')).toEqual(['B2', 'C3', 'B2', 'C3'])
    expect(ids(stateOf([gone, undefined]), 'sequence', {}, 1)).toEqual([undefined])
  })
})

describe('any and random', () => {
  it('takes turns among replicas', () => {
    expect(new Set(ids(stateOf([a, b]), 'any', { copiesPassed: 0 }, 2))).toEqual(new Set(['A1', 'B2']))
  })

  it.each(['any', 'random'] as const)(
    '%s avoids the node of the attempt before, unless it is the only one',
    (replica) => {
      expect(new Set(ids(stateOf([a, b]), replica, { previous: a }, 20))).toEqual(new Set(['B2']))
      expect(ids(stateOf([a, gone]), replica, { previous: a }, 1)).toEqual(['A1'])
    },
  )

  it('random reaches every replica', () => {
    expect(new Set(ids(stateOf([a, b, c]), 'random', {}, 300)).size).toBe(3)
  })

  it('writes go to the master first with any, anywhere with random', () => {
    expect(new Set(ids(stateOf([a, b]), 'any', { isWrite: true, copiesPassed: 0 }))).toEqual(new Set(['A1']))
    expect(new Set(ids(stateOf([a, b]), 'random', { isWrite: true }, 200)).size).toBe(2)
  })
})

describe('preferRack', () => {
  function racked(id: string, rack: number): Node {
    const node = plainNode(id)
    node.racks = new Map([
      ['test', rack],
      ['other', 99],
    ])
    return node
  }
  const one = racked('A1', 1)
  const two = racked('B2', 2)
  const three = racked('C3', 3)
  const four = racked('D4', 4)

  it('takes a replica in the dearest rack there is', () => {
    expect(ids(stateOf([one, two, three]), 'preferRack', { rackIds: [2] }, 1)).toEqual(['B2'])
    expect(ids(stateOf([one, two, three]), 'preferRack', { rackIds: [7, 3] }, 1)).toEqual(['C3'])
    expect(ids(stateOf([one, two, three, four]), 'preferRack', { rackIds: [4] }, 1)).toEqual(['D4'])
  })

  it('looks at the rack of the namespace', () => {
    expect(ids(stateOf([one, two]), 'preferRack', { rackIds: [99] }, 1)).toEqual(['A1'])
  })

  it('avoids the node of the attempt before, even if nobody else is in the rack', () => {
    expect(ids(stateOf([one, two]), 'preferRack', { rackIds: [2], previous: two }, 2)).toEqual(['A1', 'A1'])
    expect(ids(stateOf([gone, two]), 'preferRack', { rackIds: [2], previous: two }, 1)).toEqual(['B2'])
  })

  it('goes in order without racks, and for writes', () => {
    expect(ids(stateOf([one, two]), 'preferRack', {}, 2)).toEqual(['A1', 'B2'])
    expect(ids(stateOf([one, two]), 'preferRack', { isWrite: true, rackIds: [2] }, 2)).toEqual(['A1', 'B2'])
  })

  it('is sequence for linearized reads', () => {
    const state = stateOf([one, two], { strong: true })
    expect(ids(state, 'preferRack', { rackIds: [2], readModeSC: 'linearize' }, 2)).toEqual(['A1', 'B2'])
    expect(ids(state, 'preferRack', { rackIds: [2], readModeSC: 'allowReplica' }, 1)).toEqual(['B2'])
  })
})

describe('strong consistency', () => {
  const state = stateOf([a, b], { strong: true })

  it('reads from the master by default', () => {
    expect(ids(state, 'any')).toEqual(['A1', 'A1', 'A1', 'A1'])
    expect(ids(state, 'sequence', { readModeSC: 'session' }, 2)).toEqual(['A1', 'A1'])
  })

  it('reads from others when that is allowed', () => {
    expect(ids(state, 'sequence', { readModeSC: 'allowUnavailable' }, 2)).toEqual(['A1', 'B2'])
  })

  it('does not touch writes', () => {
    expect(ids(state, 'sequence', { isWrite: true }, 2)).toEqual(['A1', 'B2'])
  })
})

describe('explainNoNode', () => {
  it('tells no cluster, no namespace and no owner apart', () => {
    const state = stateOf([undefined], { others: [a] })
    expect(explainNoNode(EMPTY_STATE, 'test', 1)).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(explainNoNode(state, 'nope', 1)).toMatchObject({
      code: 'NAMESPACE_NOT_FOUND',
      hint: 'it has test',
    })
    expect(explainNoNode(state, 'test', 7)).toMatchObject({ code: 'PARTITION_NOT_FOUND' })
    expect(explainNoNode(state, 'test', 7).message).toContain('partition 7 of test')
  })

  it('belongs to a choice that gave nothing', () => {
    expect(chooseNode(EMPTY_STATE, 'test', 1, request('any'))).toBeUndefined()
  })
})

describe('anyNode, nodeById, nodeList', () => {
  const failing = plainNode('F6')
  failing.failures = 1

  it('takes turns and avoids nodes that fail or failed just now', () => {
    const state = stateOf([a, b], { others: [failing, gone] })
    expect(new Set(Array.from({ length: 8 }, () => anyNode(state)?.id))).toEqual(new Set(['A1', 'B2']))
    expect(new Set(Array.from({ length: 8 }, () => anyNode(state, a)?.id))).toEqual(new Set(['B2']))
  })

  it('takes what there is', () => {
    expect(anyNode(stateOf([failing]))?.id).toBe('F6')
    expect(anyNode(stateOf([a]), a)?.id).toBe('A1')
    expect(anyNode(stateOf([a, failing]), a)?.id).toBe('F6')
    expect(anyNode(EMPTY_STATE)).toBeUndefined()
  })

  it('finds by id, or says which there are', () => {
    expect(nodeById(stateOf([a, b]), 'B2')).toBe(b)
    expect(() => nodeById(stateOf([a, b]), 'X')).toThrow(/no node "X": it has A1, B2/)
  })

  it('makes one list for one set of nodes', () => {
    const state = stateOf([a, b])
    expect(nodeList(state)).toBe(nodeList({ ...state, version: 2 }))
    expect(nodeList(state).map(String)).toEqual(['A1 127.0.0.1:3000', 'B2 127.0.0.1:3000'])
  })
})
