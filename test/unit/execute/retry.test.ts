import { describe, expect, test } from 'vitest'
import {
  type AerospikeError,
  CLIENT_CODES,
  clientError,
  type ClientErrorCode,
  serverError,
} from '../../../src/errors/index.ts'
import { type FailedTry, isRetryable, judge, leavesDoubt, mayPass } from '../../../src/execute/retry.ts'

/** Refusals that pass: the cluster changed, the server ran out of time, the partition is not there, the device is overloaded. */
const PASSING = [7, 9, 11, 18]

/** What passes of the client's own failures. */
const PASSING_CODES: readonly ClientErrorCode[] = [
  'TIMEOUT',
  'CONNECT_FAILED',
  'CONNECTION_LOST',
  'NODE_SILENT',
  'MAX_ERROR_RATE',
  'HANDSHAKE_FAILED',
  'TLS_FAILED',
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

  test('a query is also asked again where an index is not there yet, or no thread is free', () => {
    for (let resultCode = 1; resultCode < 256; resultCode++) {
      const error = serverError(resultCode)
      expect(mayPass(error, 'partitions')).toBe([...PASSING, 22, 201, 203].includes(resultCode))
      expect(mayPass(error, 'rows')).toBe(PASSING.includes(resultCode))
      expect(mayPass(error, 'command')).toBe(PASSING.includes(resultCode))
    }
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

const TRY: FailedTry = {
  unit: 'command',
  error: clientError('CONNECTION_LOST', ''),
  isWrite: false,
  hadNode: true,
  tries: 1,
  maxRetries: 2,
  sleepBetweenRetries: 0,
  sleepMultiplier: 1,
  chance: 0,
  deadline: 1_000,
  now: 0,
}

describe('the rule of trying again', () => {
  test('again while retries are left, time is left, and the failure may pass', () => {
    expect(judge(TRY)).toEqual({ again: true, pause: 0, movesOn: true })
    expect(judge({ ...TRY, tries: 2 })).toMatchObject({ again: true })
    expect(judge({ ...TRY, tries: 3 })).toEqual({ again: false })
    expect(judge({ ...TRY, maxRetries: 0 })).toEqual({ again: false })
    expect(judge({ ...TRY, now: 1_000 })).toEqual({ again: false })
    expect(judge({ ...TRY, error: serverError(3) })).toEqual({ again: false })
  })

  test('the pause is that of the policy; without a node there is one in any case; it never outlasts the time limit', () => {
    const SLOW = { ...TRY, tries: 2, sleepBetweenRetries: 70 }
    expect(judge(SLOW)).toMatchObject({ pause: 70 })
    expect(judge({ ...TRY, hadNode: false })).toMatchObject({ pause: 50 })
    expect(judge({ ...SLOW, hadNode: false })).toMatchObject({ pause: 70 })
    expect(judge({ ...SLOW, now: 990 })).toMatchObject({ pause: 10 })
  })

  test('what goes to another copy for the first time goes at once; what stays waits', () => {
    const first = { ...TRY, sleepBetweenRetries: 70 }
    expect(judge(first)).toMatchObject({ pause: 0, movesOn: true })
    expect(judge({ ...first, isWrite: true })).toMatchObject({ pause: 0, movesOn: true })
    const late = { ...first, error: clientError('TIMEOUT', '') }
    expect(judge({ ...late, isWrite: true })).toMatchObject({ pause: 70, movesOn: false })
    expect(judge({ ...first, hadNode: false })).toMatchObject({ pause: 70 })
    expect(judge({ ...first, unit: 'rows' })).toMatchObject({ pause: 70 })
  })

  test('pauses grow as the policy says, and are up to half as long again by chance', () => {
    const growing = { ...TRY, maxRetries: 9, sleepBetweenRetries: 40, sleepMultiplier: 1.5 }
    const pauses = [2, 3, 4].map((tries) => judge({ ...growing, tries }))
    expect(pauses).toMatchObject([{ pause: 60 }, { pause: 90 }, { pause: 135 }])
    expect(judge({ ...growing, tries: 2, chance: 1 })).toMatchObject({ pause: 90 })
    expect(judge({ ...growing, tries: 2, chance: 0.5 })).toMatchObject({ pause: 75 })
  })

  test('partitions are asked for ever later, and also when a node has yet to load its indexes', () => {
    const again = { ...TRY, unit: 'partitions', maxRetries: 9, deadline: Infinity } as const
    const pauses = [1, 2, 3, 4, 5].map((tries) => judge({ ...again, tries }))
    expect(pauses).toMatchObject([50, 250, 1000, 2000, 2000].map((pause) => ({ again: true, pause })))
    expect(judge({ ...again, sleepBetweenRetries: 300 })).toMatchObject({ pause: 300 })
    for (const code of [201, 203]) {
      expect(judge({ ...again, error: serverError(code) })).toMatchObject({ again: true })
      expect(judge({ ...again, unit: 'rows', error: serverError(code) })).toEqual({ again: false })
    }
  })

  test('a session that is over is renewed once, at the same node, whatever retries there are', () => {
    for (const code of [66, 80]) {
      const over = { ...TRY, error: serverError(code), maxRetries: 0, deadline: Infinity, isWrite: true }
      expect(judge({ ...over, mayRenew: true })).toEqual({ again: true, pause: 0, movesOn: false })
      expect(judge({ ...over, mayRenew: true, deadline: over.now })).toEqual({ again: false })
      expect(judge({ ...over, maxRetries: 9 })).toEqual({ again: false })
      expect(leavesDoubt(serverError(code))).toBe(false)
    }
  })

  const movesOn = (error: AerospikeError, isWrite: boolean): unknown => judge({ ...TRY, error, isWrite })

  test('a read goes on to the next copy, whatever happened', () => {
    for (const error of [clientError('TIMEOUT', ''), serverError(9), serverError(11)]) {
      expect(movesOn(error, false)).toMatchObject({ movesOn: true })
    }
  })

  test('a write stays with the master when time ran out, and else goes on', () => {
    expect(movesOn(clientError('TIMEOUT', ''), true)).toMatchObject({ movesOn: false })
    expect(movesOn(serverError(9), true)).toMatchObject({ movesOn: false })
    expect(movesOn(clientError('NODE_SILENT', ''), true)).toMatchObject({ movesOn: false })
    expect(movesOn(clientError('MAX_ERROR_RATE', ''), true)).toMatchObject({ movesOn: false })
    expect(movesOn(clientError('CONNECTION_LOST', ''), true)).toMatchObject({ movesOn: true })
    expect(movesOn(serverError(11), true)).toMatchObject({ movesOn: true })
    expect(movesOn(serverError(18), true)).toMatchObject({ movesOn: true })
  })
})
