import { describe, expect, test } from 'vitest'
import { differencesOf, dockerFacts, type ServerFacts } from '../server/facts.ts'
import { lackOf, type Need, NEEDS } from '../server/needs.ts'
import { families } from './families/index.ts'
import { needsOf } from './needs.ts'

const docker = dockerFacts()

/** The server of docker/ with another setting of a namespace. */
function withSetting(namespace: string, setting: string, value: string): ServerFacts {
  const own = { ...docker.namespaces[namespace], [setting]: value }
  return { ...docker, namespaces: { ...docker.namespaces, [namespace]: own } as ServerFacts['namespaces'] }
}

function leftOut(facts: ServerFacts): string[] {
  return families.flatMap(({ name: family, scenarios, needs }) =>
    Object.entries(scenarios)
      .filter(([name, steps]) => lackOf(facts, needsOf(name, steps, needs)) !== '')
      .map(([name]) => `${family}: ${name}`),
  )
}

describe('what a server must be like for a scenario', () => {
  test('those of docker/ have it all', () => {
    expect(differencesOf(docker)).toEqual([])
    expect(lackOf(docker, Object.keys(NEEDS) as Need[])).toBe('')
    expect(docker.namespaces['test']).toMatchObject({ 'nsup-period': '10', 'default-ttl': '0' })
    expect(docker.namespaces['bar']).toMatchObject({ 'nsup-period': '0', 'storage-engine': 'memory' })
    expect(leftOut(docker)).toEqual([])
  })

  test('is said of scenarios that there are', () => {
    const named = families.flatMap(({ scenarios, needs = {} }) =>
      Object.keys(needs).filter((name) => !(name in scenarios)),
    )
    expect(named).toEqual([])
  })

  test('a namespace bar that expires records', () => {
    const facts = withSetting('bar', 'nsup-period', '5')
    expect(differencesOf(facts)).toEqual(['bar: nsup-period 5 (docker/: 0)'])
    expect(leftOut(facts)).toEqual([
      'policies: ttl: refused where nothing expires',
      'info: figures of a namespace',
      'info: settings',
    ])
  })

  test('no namespace bar, another namespace, another build', () => {
    const { test: own } = docker.namespaces
    const facts = { ...docker, build: '8.1.3.0', namespaces: { test: own, other: own } } as ServerFacts
    expect(differencesOf(facts)).toEqual([
      'build 8.1.3.0 (docker/: 8.1.2.0)',
      'no namespace bar',
      'another namespace, other',
    ])
    expect(leftOut(facts)).toEqual([
      'policies: ttl: refused where nothing expires',
      'info: all nodes',
      'info: namespaces',
      'info: figures of a namespace',
      'info: settings',
    ])
  })

  test('a namespace test whose records never expire takes no ttl', () => {
    const facts = withSetting('test', 'nsup-period', '0')
    expect(leftOut(facts)).toContain('policies: ttl: seconds')
    expect(leftOut(withSetting('test', 'nsup-period', '1'))).not.toContain('policies: ttl: seconds')
  })

  test('a namespace that takes no writes is said', () => {
    expect(differencesOf({ ...docker, stopped: ['test'] })).toEqual(['test: takes no writes (stop_writes)'])
  })
})
