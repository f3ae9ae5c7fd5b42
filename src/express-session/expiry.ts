/** What is known of a session here: the cookie that says how long it lasts. */
export interface StoredSession {
  readonly cookie: {
    readonly originalMaxAge?: number | null | undefined
    readonly expires?: Date | string | number | null | undefined
    readonly maxAge?: number | null | undefined
  }
}

/** When a session ends by its cookie, in milliseconds since 1970; undefined for one that ends with the browser. */
export function deadlineOf(session: StoredSession, now: number): number | undefined {
  const { expires, maxAge, originalMaxAge } = (session as Partial<StoredSession>).cookie ?? {}
  if (expires !== undefined && expires !== null) {
    const at = new Date(expires).getTime()
    return Number.isNaN(at) ? undefined : at
  }
  const lasts = [maxAge, originalMaxAge].find((age) => typeof age === 'number')
  return typeof lasts === 'number' ? now + lasts : undefined
}
