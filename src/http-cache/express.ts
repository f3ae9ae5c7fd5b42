import type { IncomingMessage, ServerResponse } from 'node:http'
import { isBytes } from '../kinds.ts'
import type { CachedRequest } from './options.ts'
import type { Kept, Responses } from './responses.ts'
import { type Headers, headersNow, isNotModified } from './rules.ts'

/** Middleware of Express, and of anything that hands on Node's own requests and responses. */
export type HttpCacheMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

export function middlewareOf(responses: Responses): HttpCacheMiddleware {
  return (message, response, next) => {
    const request = requestOf(message)
    let key: string | undefined
    try {
      key = responses.keyOf(request)
    } catch (error) {
      next(error)
      return
    }
    if (key === undefined) {
      next()
      return
    }
    const name = key
    void responses.find(name, request).then((kept) => {
      if (kept !== undefined) send(kept, request, response)
      else {
        response.setHeader('x-cache', 'MISS')
        listen(response, responses.maxBytes, (whole) => void responses.keep(name, request, whole))
        next()
      }
    })
  }
}

/** Below a router the path is cut off; Express keeps it. */
function requestOf(message: IncomingMessage & { readonly originalUrl?: string }): CachedRequest {
  const { method = 'GET', url = '/', originalUrl = url, headers } = message
  return { method, url: originalUrl, headers }
}

function send({ head, body }: Kept, request: CachedRequest, response: ServerResponse): void {
  // What was set before, as by a limiter, is about this request.
  for (const [name, value] of Object.entries(headersNow(head, Date.now())))
    if (!response.hasHeader(name)) response.setHeader(name, value)
  if (isNotModified(request, head)) {
    response.statusCode = 304
    for (const name of ['content-type', 'content-encoding']) response.removeHeader(name)
    response.end()
    return
  }
  response.statusCode = head.status
  response.setHeader('content-length', body.length)
  response.end(request.method === 'HEAD' ? undefined : body)
}

interface Whole {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/** Tells of a response when it has been written to its end, unless it is too long. */
function listen(response: ServerResponse, maxBytes: number, tell: (whole: Whole) => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- They are called by `apply`, and put back.
  const { write, end } = response
  const chunks: Buffer[] = []
  let size = 0
  let head: Omit<Whole, 'body'> | undefined
  const note = (chunk: unknown, encoding: unknown): void => {
    // What writeHead was given can be read nowhere.
    if (!response.headersSent) head ??= { status: response.statusCode, headers: headersOf(response) }
    const bytes = bytesOf(chunk, encoding)
    size += bytes.length
    if (size <= maxBytes) chunks.push(bytes)
    else chunks.length = 0
  }
  response.write = ((...args: Parameters<typeof write>) => {
    note(args[0], args[1])
    return write.apply(response, args)
  }) as typeof write
  response.end = ((...args: Parameters<typeof end>) => {
    note(args[0], args[1])
    response.write = write
    response.end = end
    end.apply(response, args)
    if (head !== undefined && size <= maxBytes && isWhole(head.headers, size))
      tell({ ...head, body: Buffer.concat(chunks) })
    return response
  }) as typeof end
}

function headersOf(response: ServerResponse): Headers {
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value : String(value),
    ]),
  )
}

/** A copy: the buffer may be used again. */
function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return isBytes(chunk) ? Buffer.from(chunk) : Buffer.alloc(0)
}

function isWhole(headers: Headers, size: number): boolean {
  const { 'content-length': length } = headers
  return length === undefined || Number(length) === size
}
