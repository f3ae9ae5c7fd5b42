import { describe, expect, test } from 'vitest'
import { infoPermission } from '../../../../src/testing/security/info-permissions.ts'
import { allows, isPrivilege, Permission, PREDEFINED } from '../../../../src/testing/security/permissions.ts'
import { Rate } from '../../../../src/testing/security/rate.ts'
import { isWithin, parseNetworks } from '../../../../src/testing/security/whitelist.ts'
import { PRIVILEGES } from '../../../../src/wire/admin-codes.ts'

const read = { code: PRIVILEGES.read, namespace: 'test', set: '' }
const write = { code: PRIVILEGES.write, namespace: 'test', set: 'mine' }

describe('privileges', () => {
  test('hold where they say', () => {
    expect(allows([read], Permission.read, 'test', 'any')).toBe(true)
    expect(allows([read], Permission.read, 'other', '')).toBe(false)
    expect(allows([write], Permission.write, 'test', 'mine')).toBe(true)
    expect(allows([write], Permission.write, 'test', '')).toBe(false)
    expect(allows([read], Permission.write, 'test', 'any')).toBe(false)
  })

  test('of several roles add up', () => {
    const both = Permission.read | Permission.write
    expect(allows([read, write], both, 'test', 'mine')).toBe(true)
    expect(allows([read, write], both, 'test', 'any')).toBe(false)
  })

  test('a set needs its namespace, and there are no others', () => {
    expect(isPrivilege({ ...read, namespace: '', set: 'mine' })).toBe(false)
    expect(isPrivilege({ ...read, code: 18 })).toBe(false)
  })

  test('there is a role for each, and one for all', () => {
    expect([...PREDEFINED.keys()]).toEqual([...Object.keys(PRIVILEGES), 'superuser'])
    const all = Permission.userAdmin | Permission.setConfig | Permission.udfApply | Permission.truncate
    expect(allows(PREDEFINED.get('superuser') ?? [], all, 'test', '')).toBe(true)
  })

  test('info commands that change something need one', () => {
    expect(infoPermission('truncate')).toMatchObject({ name: 'truncate' })
    expect(infoPermission('namespaces')).toBeUndefined()
  })
})

describe('addresses', () => {
  test.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['192.168.0.1', '192.168.0.1', true],
    ['fd00::/8', 'fd12::1', true],
    ['::1', '127.0.0.1', false],
  ])('%s has %s: %s', (entry, peer, expected) => {
    expect(isWithin([entry], peer)).toBe(expected)
  })

  test.each(['10.0.0.0/33', '10.0.0', 'x', '10.0.0.0/8/9', '::1/129', '10.0.0.0/-1'])(
    '%s is none',
    (entry) => {
      expect(parseNetworks([entry])).toBeUndefined()
    },
  )
})

test('a rate counts by the second, and what is refused does not count', () => {
  const rate = new Rate()
  expect([rate.take(0, 1, 2), rate.take(999, 1, 2), rate.take(999, 1, 2), rate.take(1000, 2, 2)]).toEqual([
    true,
    true,
    false,
    true,
  ])
  expect(rate.take(1000, 1000, 0)).toBe(true)
})
