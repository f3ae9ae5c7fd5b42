import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An answer as tests look at it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** An application that listens, and a browser without a cache that keeps one cookie. */
export interface Site {
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>
  /** The cookie that the site set; that of another browser when replaced. */
  cookie: string
  close(): Promise<void>
}

export async function serve(
  app: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Site> {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const site: Site = {
    cookie: '',
    async get(path, headers = {}, method = 'GET') {
      const cookie = site.cookie === '' ? {} : { cookie: site.cookie }
      const answer = await ask({ port, path, method, headers: { ...cookie, ...headers } })
      const [set] = answer.headers.getSetCookie()
      if (set !== undefined) site.cookie = set.split(';')[0] ?? ''
      return answer
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return site
}

/** Not by fetch, which has rules of its own about caches. */
async function ask(options: {
  port: number
  path: string
  method: string
  headers: object
}): Promise<Answer> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ ...options, host: '127.0.0.1', agent: false, headers: { ...options.headers } }, resolve)
      .on('error', reject)
      .end()
  })
  return { status: message.statusCode ?? 0, headers: toHeaders(message.headers), text: await text(message) }
}

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const found = new Headers()
  for (const [name, value] of Object.entries(headers))
    for (const one of [value].flat()) if (one !== undefined) found.append(name, one)
  return found
}
