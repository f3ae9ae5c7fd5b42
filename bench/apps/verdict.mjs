// What a run may not show, and what it may.

/** Refused for a moment, by an error with a code: the caller was told, and may ask again. */
const isAnnounced = (kind) => / 503 [A-Z_]+( in doubt)?$/.test(kind)

/** What is wrong with a run, in words; nothing when all is well. A node that is restarted may have requests refused, if they are told. */
export function faultsOf({ lost, cut, timeouts, exit, unexpected, statuses, restarted }) {
  const isRestart = restarted !== undefined
  const strange = Object.entries(unexpected).filter(([kind]) => !(isRestart && isAnnounced(kind)))
  return [
    ...(lost === 0 ? [] : [lost === null ? 'ended without an account' : `${lost} answers lost`]),
    ...(cut === 0 ? [] : [`${cut} requests cut off`]),
    ...(timeouts === 0 ? [] : [`${timeouts} timeouts`]),
    ...(exit === 0 ? [] : [`ended with ${exit}`]),
    ...(Object.keys(statuses).length === 0 ? ['nothing was answered'] : []),
    ...(restarted === undefined || restarted.code === 0
      ? []
      : [`the restart failed with ${restarted.code}: ${restarted.output}`]),
    ...strange.map(([kind, count]) => `${count} × ${kind}`),
  ]
}
