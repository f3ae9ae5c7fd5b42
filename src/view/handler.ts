import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isKnownHost } from './hosts.ts'
import markup from './page.html'
import pictures from './pictures.html'
import script from './script.html'
import style from './style.html'
import type { Watch } from './watch.ts'

const page = markup
  .replace('<!-- style -->', () => style)
  .replace('<!-- script -->', () => script)
  .replace('<!-- pictures -->', () => pictures)

/** Readers of events at a time: each costs a message a second. */
const READERS_MAX = 32

/** The page's own scripts and style, and nothing else, may run. */
const POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  'img-src data:',
  `script-src ${hashesOf('script')}`,
  `style-src ${hashesOf('style')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

function hashesOf(element: 'script' | 'style'): string {
  const found = page.matchAll(new RegExp(`<${element}[^>]*>([^]*?)</${element}>`, 'g'))
  const hashes = Array.from(found, ([, text = '']) => createHash('sha256').update(text).digest('base64'))
  return hashes.map((hash) => `'sha256-${hash}'`).join(' ')
}

/** Answers the requests of the page, below whatever path it is mounted at. */
export class ViewHandler {
  readonly #watch: Watch
  readonly #allowed: readonly string[]
  readonly #readers = new Set<ServerResponse>()

  constructor(watch: Watch, allowed: readonly string[]) {
    this.#watch = watch
    this.#allowed = allowed
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'This page is only to be read: GET', { allow: 'GET, HEAD' })
      return
    }
    if (!isKnownHost(request.headers.host, this.#allowed)) {
      refuse(response, 403, 'This host is not known here: the option allowedHosts names those that are')
      return
    }
    this.#route(request, response)
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const { originalUrl } = request as { readonly originalUrl?: string }
    const [path = '/'] = (originalUrl ?? request.url ?? '/').split('?')
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (name === '') send(response, 'text/html; charset=utf-8', page)
    else if (name === 'data.json') send(response, 'application/json', JSON.stringify(this.#all()))
    else if (name === 'events') this.#stream(request, response)
    // What is mounted at a path without a slash at its end: the page's own addresses are relative.
    else if (/^\/?(?:\?|$)/.test(request.url ?? '')) redirect(response, `./${name}/`)
    else refuse(response, 404, 'There is nothing here')
  }

  #all() {
    const { seconds, minutes } = this.#watch.history
    return { ...this.#watch.state, seconds, minutes }
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    if (this.#readers.size >= READERS_MAX) {
      refuse(response, 503, `Only ${READERS_MAX} may watch at a time`)
      return
    }
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    this.#readers.add(response)
    const write = (event: string, data: unknown): void => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    write('all', this.#all())
    const news = this.#news()
    const forget = this.#watch.listen((sample) => {
      // A reader that does not keep up misses seconds: nothing is kept for it.
      if (!response.writableNeedDrain) write('sample', { ...news(), sample })
    })
    response.on('close', () => {
      forget()
      this.#readers.delete(response)
    })
    response.on('error', () => undefined)
  }

  /** What a reader is told that has been told all: each call gives what is new since the one before. */
  #news(): () => object {
    const { history } = this.#watch
    let known = JSON.stringify(this.#watch.state.masters)
    let told = history.minutes.at(-1)
    return () => {
      const { masters, ...state } = this.#watch.state
      const text = JSON.stringify(masters)
      // They are most of the bytes, and seldom change.
      const owners = text === known ? {} : { masters }
      known = text
      const since = told === undefined ? 0 : history.minutes.lastIndexOf(told) + 1
      const minutes = history.minutes.slice(since)
      told = history.minutes.at(-1)
      return { ...state, ...owners, ...(minutes.length === 0 ? {} : { minutes }) }
    }
  }

  close(): void {
    for (const reader of this.#readers) reader.end()
  }
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(308, { ...HEADERS, location })
  response.end()
}

function refuse(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${why}\n`)
}
