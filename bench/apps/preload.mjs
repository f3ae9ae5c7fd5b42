// Comes before an application, in its process: finds this package for the examples, which are not installed where they lie, and
// counts the requests of the load that the application took, the answers that it finished, and the CPU that it used for them. When the
// process ends they are told.
import { writeSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { register } from 'node:module'
import { MARK } from './mark.mjs'

register(new URL('resolve.mjs', import.meta.url))

/** The pipe that the parent reads, see application.mjs. */
const PIPE = 3
const counts = { taken: 0, finished: 0 }
let before
subscribe('http.server.request.start', ({ request }) => {
  if (!(MARK in request.headers)) return
  before ??= process.cpuUsage()
  counts.taken++
})
subscribe('http.server.response.finish', ({ request }) => {
  if (MARK in request.headers) counts.finished++
})
process.on('exit', () => writeSync(PIPE, JSON.stringify({ ...counts, cpu: process.cpuUsage(before) })))
