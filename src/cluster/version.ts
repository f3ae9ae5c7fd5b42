/** A server's build number: major, minor, patch, build. */
export type Version = readonly [number, number, number, number]

/** The oldest server that is let into a cluster: the first that scans by partition, which the other clients ask for too. */
export const OLDEST_VERSION: Version = [4, 9, 0, 3]

/** Reads `8.1.2.0`, `6.4.0.10-rc2`, `7.1.0`; undefined for what is no version. */
export function parseVersion(build: string): Version | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(build)
  if (match === null) return undefined
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)]
}

/** `6.0`, `8.1.2`: without the zeros behind the second number. */
export function formatVersion(version: Version): string {
  return version.join('.').replace(/(?:\.0){1,2}$/, '')
}

/** True when `version` is `wanted` or a later one. */
export function isAtLeast(version: Version, wanted: Version): boolean {
  for (const [index, number] of wanted.entries()) {
    const own = version[index] ?? 0
    if (own !== number) return own > number
  }
  return true
}
