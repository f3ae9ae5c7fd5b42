import { describe, expect, test } from 'vitest'
import { CLIENT_CODES, clientError, type ClientErrorCode, serverError } from '../../../src/errors/index.ts'
import { isRetryable, leavesDoubt, movesOn } from '../../../src/execute/retry.ts'

/** Refusals that pass: the cluster changed, the server ran out of time, the partition is not there, the device is overloaded. */
const PASSING = [7, 9, 11, 18]

/** What passes of the client's own failures. */
const PASSING_CODES: readonly ClientErrorCode[] = [
  'TIMEOUT',
  'CONNECT_FAILED',
  'CONNECTION_LOST',
  'HANDSHAKE_FAILED',
  'CLUSTER_UNREACHABLE',
  'PARTITION_NOT_FOUND',
  'PROTOCOL',
]

describe('which failures are worth another attempt', () => {
  test.each(Array.from({ length: 255 }, (_, i) => i + 1))('result code %i', (resultCode) => {
    expect(isRetryable(serverError(resultCode))).toBe(PASSING.includes(resultCode))
  })

  test.each(Object.keys(CLIENT_CODES) as ClientErrorCode[])('%s', (code) => {
    expect(isRetryable(clientError(code, ''))).toBe(PASSING_CODES.includes(code))
  })

  test('anything else is final', () => {
    expect([new Error('x'), undefined, null, 'x', { code: 'TIMEOUT' }].map(isRetryable)).toEqual(
      Array(5).fill(false),
    )
  })
})

describe('which failures of a sent write leave it in doubt', () => {
  test('a final answer leaves none, save the one that says that the server ran out of time', () => {
    for (let resultCode = 1; resultCode < 256; resultCode++) {
      expect(leavesDoubt(serverError(resultCode))).toBe(resultCode === 9)
    }
  })

  test('without an answer all do', () => {
    for (const code of ['TIMEOUT', 'CONNECTION_LOST', 'PROTOCOL'] as const) {
      expect(leavesDoubt(clientError(code, ''))).toBe(true)
    }
    expect(leavesDoubt(new Error('x'))).toBe(true)
  })
})

describe('where the next attempt goes', () => {
  test('a read goes on to the next copy, whatever happened', () => {
    for (const error of [clientError('TIMEOUT', ''), serverError(9), serverError(11)]) {
      expect(movesOn(error, false)).toBe(true)
    }
  })

  test('a write stays with the master when time ran out, and else goes on', () => {
    expect(movesOn(clientError('TIMEOUT', ''), true)).toBe(false)
    expect(movesOn(serverError(9), true)).toBe(false)
    expect(movesOn(clientError('CONNECTION_LOST', ''), true)).toBe(true)
    expect(movesOn(serverError(11), true)).toBe(true)
    expect(movesOn(serverError(18), true)).toBe(true)
  })
})
