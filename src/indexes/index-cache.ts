import { type AerospikeError, ResultCode, serverError, quoteName } from '../errors/index.ts'
import { ask } from '../execute/info.ts'
import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import type { Node } from '../cluster/node.ts'
import { INFO_DEFAULTS } from '../policy/query.ts'
import { type IndexInfo, parseIndexes } from './index-list.ts'
import { performance } from '../timers.ts'

/** What is not built yet may be so soon: a list with such an index counts no longer than so many milliseconds. */
const UNREADY_AGE = 1_000

/** Who is told of indexes that went while queries used them. */
export type OnIndexLost = (error: AerospikeError) => void

/** The secondary indexes of the cluster, read when they are first asked for and again when they may have changed. */
export class IndexCache {
  readonly #session: Session
  /** Milliseconds for which a list counts. */
  readonly #maxAge: number
  readonly #onLost: OnIndexLost
  #known: readonly IndexInfo[] | undefined
  #until = 0
  #reading: Promise<readonly IndexInfo[]> | undefined

  constructor(session: Session, maxAge: number, onLost: OnIndexLost) {
    this.#session = session
    this.#maxAge = maxAge
    this.#onLost = onLost
  }

  /** The indexes. Queries that ask at the same time wait for one answer. */
  list(scope: Scope): Promise<readonly IndexInfo[]> {
    if (this.#known !== undefined && performance.now() < this.#until) return Promise.resolve(this.#known)
    this.#reading ??= this.#begin()
    return scope.race(this.#reading)
  }

  #begin(): Promise<readonly IndexInfo[]> {
    const reading = this.#read()
    const keep = (indexes?: readonly IndexInfo[]): void => {
      // Forgotten meanwhile: what was read may be from before the change.
      if (this.#reading !== reading) return
      this.#reading = undefined
      this.#known = indexes
      const isReady = indexes?.every(({ ready }) => ready) === true
      this.#until = performance.now() + (isReady ? this.#maxAge : Math.min(this.#maxAge, UNREADY_AGE))
    }
    reading.then(keep, () => {
      keep()
    })
    return reading
  }

  #read(): Promise<readonly IndexInfo[]> {
    const { timeout } = INFO_DEFAULTS
    return inScope(this.#session, { kind: 'administration', name: 'listIndexes', timeout }, async (scope) =>
      readIndexes(scope, await scope.node()),
    )
  }

  /** Something has changed: the next query reads them again. */
  forget(): void {
    this.#known = undefined
    this.#reading = undefined
  }

  /** Forgets them before a change is known to be made, and after it. */
  async changedBy<T>(change: Promise<T>): Promise<T> {
    this.forget()
    try {
      // Awaited, and nothing else hung on it: else its error would not name the caller.
      return await change
    } finally {
      this.forget()
    }
  }

  /** A node does not have the index any more, or not yet. */
  lost({ name }: IndexInfo, { resultCode, node, cause }: AerospikeError): void {
    this.forget()
    const hint = `a query had chosen ${quoteName(name)}, and goes on by a scan`
    this.#onLost(serverError(resultCode ?? ResultCode.INDEX_NOT_FOUND, { node, hint, cause }))
  }
}

/** The indexes as a node has them. */
export async function readIndexes(scope: Scope, node: Node): Promise<readonly IndexInfo[]> {
  const answer = await ask(scope, node, 'sindex-list:b64=true')
  return parseIndexes(answer, [...scope.session.cluster.state.partitions.keys()])
}
