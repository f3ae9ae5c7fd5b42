/** The header of requests that are part of the load, and not of its preparation. */
export const MARK = 'x-bench'
