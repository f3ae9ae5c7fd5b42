import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Feature, FEATURES, hasFeature, requireFeature } from '../../../src/cluster/features.ts'
import { Node } from '../../../src/cluster/node.ts'
import { EMPTY_STATE, type ClusterState } from '../../../src/cluster/state.ts'
import { formatVersion, OLDEST_VERSION, parseVersion } from '../../../src/cluster/version.ts'
import { AerospikeError } from '../../../src/errors/index.ts'
import { fakeConnections, silentChannel } from './fake-network.ts'

/** A cluster of nodes that run these builds. */
function clusterOf(...builds: string[]): ClusterState {
  const nodes = builds.map((build, index) => {
    return new Node({
      identity: { id: `A${index}`, build, version: parseVersion(build)! },
      address: { host: '10.0.0.1', port: 3000 + index },
      channel: silentChannel(),
      connections: fakeConnections(),
    })
  })
  return { ...EMPTY_STATE, nodes: new Map(nodes.map((node) => [node.id, node])) }
}

const names = Object.keys(FEATURES) as Feature[]

describe('features', () => {
  it.each(names)('%s: from its version on', (feature) => {
    const [major, minor, patch, build] = FEATURES[feature].since
    expect(hasFeature([major, minor, patch, build], feature)).toBe(true)
    expect(hasFeature([major, minor, patch, build + 1], feature)).toBe(true)
    expect(hasFeature([major + 1, 0, 0, 0], feature)).toBe(true)
    expect(hasFeature([major - 1, 99, 99, 99], feature)).toBe(false)
    expect(hasFeature(OLDEST_VERSION, feature)).toBe(false)
  })

  it('are asked of every node, and the error names the version needed and the one found', () => {
    expect(() => {
      requireFeature(clusterOf('8.1.2.0', '6.0.0.0'), 'batch')
    }).not.toThrow()
    let thrown: unknown
    try {
      requireFeature(clusterOf('8.1.2.0', '5.7.0.31', '8.1.2.0'), 'batch')
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(AerospikeError)
    expect(thrown).toMatchObject({
      name: 'ClusterError',
      code: 'SERVER_TOO_OLD',
      message: 'Batches need server 6.0 or later, node A1 10.0.0.1:3001 runs 5.7.0.31',
      node: 'A1 10.0.0.1:3001',
      inDoubt: false,
    })
  })

  it('the README tells them', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    const told = [...readme.matchAll(/^\| (.+?) +\| (\d+\.\d+[.\d]*) +\|$/gm)].map(([, what, since]) => [
      what,
      since,
    ])
    expect(told).toEqual([
      ['Connecting, and commands on one record', formatVersion(OLDEST_VERSION)],
      ...Object.values(FEATURES).map(({ what, since }) => [what, formatVersion(since)]),
    ])
  })
})
