import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Session } from './session.ts'
import { type ClientStats, statsOf } from './stats.ts'

const NAME = 'aerospike-ts:stats'

/** What a client tells of itself when it is asked by the channel `aerospike-ts:stats`. */
export interface StatsAnswer {
  /** As in the tracing channels. */
  readonly clientId: number
  readonly appId: string | undefined
  readonly stats: ClientStats
}

/** The message of the channel `aerospike-ts:stats`: every client that is connected calls it, before `publish` returns. */
export type StatsQuestion = (answer: StatsAnswer) => void

/** Answers for a client from now on; what is returned ends it. */
export function answerStats(session: Session): () => void {
  const answer = (question: unknown): void => {
    const { id: clientId, appId } = session
    if (typeof question === 'function')
      (question as StatsQuestion)({ clientId, appId, stats: statsOf(session) })
  }
  subscribe(NAME, answer)
  return () => unsubscribe(NAME, answer)
}
