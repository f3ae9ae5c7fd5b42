import { Readable } from 'node:stream'
import { z } from 'zod'
import { Place } from './places.mjs'

const CHUNK = 1_000
/** A caller that sends a line without an end would fill the memory. */
const MAX_LINE = 64 * 1024
const Row = Place.extend({ id: z.string().min(1).max(200) })

/**
 * POST /import takes places as NDJSON, one a line, of any number, and answers with NDJSON: a line for each thousand that are done. Nothing is
 * read faster than it is written, and a caller that leaves ends it.
 */
export async function importRoutes(app, { places }) {
  app.addContentTypeParser('application/x-ndjson', async (_request, payload) => payload)

  app.post('/import', async ({ body }, reply) => {
    if (!(body instanceof Readable)) return reply.code(415).send({ error: 'NOT_NDJSON' })
    const lines = progress(places, body)
    return reply.type('application/x-ndjson').send(Readable.from(ndjson(lines)))
  })
}

async function* ndjson(values) {
  for await (const value of values) yield `${JSON.stringify(value)}\n`
}

/** The status is sent before the work is: what goes wrong then is the last line. */
async function* progress(places, body) {
  const sum = { read: 0, stored: 0, refused: 0 }
  try {
    for await (const lines of chunksOf(linesOf(body))) {
      const faults = await store(places, lines, sum)
      yield { ...sum, faults }
    }
    yield { ...sum, done: true }
  } catch (error) {
    yield { ...sum, done: false, error: error.code ?? 'FAILED' }
  }
}

/** Stores the rows that fit in one batch; gives what is wrong with the others. */
async function store(places, lines, sum) {
  const faults = []
  const rows = []
  for (const line of lines) {
    const number = ++sum.read
    const { data, error } = Row.safeParse(parsed(line))
    if (error === undefined) rows.push({ number, row: data })
    else faults.push({ line: number, fields: error.issues.map(({ path }) => path.join('.')) })
  }
  const entries = rows.map(({ row: { id, ...place } }) => [id, place])
  const results = await places.putMany(entries, { exists: 'replace', sendKey: true, timeout: 10_000 })
  for (const [i, { status, error }] of results.entries())
    if (status !== 'ok') faults.push({ line: rows[i].number, error: error?.code ?? status })
  sum.refused += faults.length
  sum.stored += lines.length - faults.length
  return faults
}

function parsed(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

async function* linesOf(body) {
  let rest = ''
  for await (const text of body.setEncoding('utf8')) {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    if (rest.length > MAX_LINE)
      throw Object.assign(new Error('a line is too long'), { code: 'LINE_TOO_LONG' })
    yield* lines.filter(isSaid)
  }
  if (isSaid(rest)) yield rest
}

function isSaid(line) {
  return line.trim() !== ''
}

async function* chunksOf(lines) {
  let chunk = []
  for await (const line of lines) {
    chunk.push(line)
    if (chunk.length === CHUNK) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
