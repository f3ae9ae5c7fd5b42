/** A server's build number: major, minor, patch, build. */
export type Version = readonly [number, number, number, number]

/** Reads `8.1.2.0`, `6.4.0.10-rc2`, `7.1.0`; undefined for what is no version. */
export function parseVersion(build: string): Version | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(build)
  if (match === null) return undefined
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)]
}

/** True when `version` is `wanted` or a later one. */
export function isAtLeast(version: Version, wanted: Version): boolean {
  for (const [index, number] of wanted.entries()) {
    const own = version[index] ?? 0
    if (own !== number) return own > number
  }
  return true
}

/** What differs between the server versions a client meets. */
export interface Features {
  /** Batches of writes, deletes, UDFs and operations (6.0). */
  readonly batchAny: boolean
  /** Queries by partition (6.0). */
  readonly partitionQuery: boolean
  /** Background jobs are asked for with `query-show` (5.7.0.7). */
  readonly queryShow: boolean
  /** Operations in foreground queries (8.1.2). */
  readonly queryOperations: boolean
  /** The server counts clients by their user agent (8.1). */
  readonly userAgent: boolean
}

/** The oldest server that scans by partition, as every client does today. */
export const OLDEST_VERSION: Version = [4, 9, 0, 3]

/**
 * The build tells what a node can do: the C client decides so too. Asking for `features` instead would make the server take
 * the client for an old one (server as/src/base/service.c counts such connections apart, 8.1.2).
 */
export function featuresOf(version: Version): Features {
  return {
    batchAny: isAtLeast(version, [6, 0, 0, 0]),
    partitionQuery: isAtLeast(version, [6, 0, 0, 0]),
    queryShow: isAtLeast(version, [5, 7, 0, 7]),
    queryOperations: isAtLeast(version, [8, 1, 2, 0]),
    userAgent: isAtLeast(version, [8, 1, 0, 0]),
  }
}
