import { TTL_MAX } from '../stores/ttl.ts'
import type { CachedRequest } from './options.ts'

// What a shared cache may keep and give, after RFC 9111. Where the standard leaves a choice, the careful one is taken.

/** Names and values, names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** What was kept beside the body. */
export interface Head {
  readonly status: number
  readonly headers: Headers
  /** When it was kept, and when it ends: milliseconds since 1970. */
  readonly at: number
  readonly expires: number
  /** Headers of the request that the response is for, by the names in its Vary. */
  readonly vary: Readonly<Record<string, string>>
  /** Whether it may be given to requests with cookies or credentials. */
  readonly isPublic: boolean
}

/** Those of a connection, not of the response; and what is written anew each time. */
const NOT_KEPT = new Set(
  'age connection content-length date keep-alive proxy-authenticate proxy-connection te trailer transfer-encoding upgrade x-cache'.split(
    ' ',
  ),
)

/** The directives of Cache-Control, by their names in lower case. */
export function directivesOf(header: string | readonly string[] | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of String(header ?? '').matchAll(
    /([\w-]+)(?:\s*=\s*("[^"]*"|[^\s,]+))?/g,
  ))
    found.set(name.toLowerCase(), value.replaceAll('"', ''))
  return found
}

/** Whether the cache has to do with a request at all. */
export function isCacheable({ method, headers }: CachedRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['range'] === undefined &&
    !directivesOf(headers['cache-control']).has('no-store')
  )
}

/** Whether the client takes what was kept. */
export function takesKept({ headers }: CachedRequest): boolean {
  const asked = directivesOf(headers['cache-control'])
  return !asked.has('no-cache') && asked.get('max-age') !== '0' && headers['pragma'] !== 'no-cache'
}

function hasCredentials({ headers }: CachedRequest): boolean {
  return headers['authorization'] !== undefined || headers['cookie'] !== undefined
}

/** Whether what was kept is for this request. */
export function suits(head: Head, request: CachedRequest, now: number): boolean {
  return (
    now < head.expires &&
    (head.isPublic || !hasCredentials(request)) &&
    Object.entries(head.vary).every(([name, value]) => valueOf(request, name) === value)
  )
}

function valueOf({ headers }: CachedRequest, name: string): string {
  return String(headers[name] ?? '')
}

/** What is kept of a response beside its body; undefined when it must not be kept. */
export function headOf(
  request: CachedRequest,
  { status, headers }: { readonly status: number; readonly headers: Headers },
  { ttl, now }: { readonly ttl: number; readonly now: number },
): Head | undefined {
  const said = directivesOf(headers['cache-control'])
  const isPublic = said.has('public') || said.has('s-maxage')
  const lasts = Math.min(secondsOf(said.get('s-maxage') ?? said.get('max-age'), ttl), TTL_MAX)
  const names = namesOf(headers['vary'])
  if (
    request.method !== 'GET' ||
    lasts <= 0 ||
    ['no-store', 'private', 'no-cache'].some((directive) => said.has(directive)) ||
    headers['set-cookie'] !== undefined ||
    names.includes('*') ||
    (hasCredentials(request) && !isPublic)
  )
    return undefined
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_KEPT.has(name))),
    at: now,
    expires: now + lasts * 1_000,
    vary: Object.fromEntries(names.map((name) => [name, valueOf(request, name)])),
    isPublic,
  }
}

/** What is no number of seconds counts as none: such a response is stale. */
function secondsOf(said: string | undefined, otherwise: number): number {
  if (said === undefined) return otherwise
  return /^\d+$/.test(said) ? Number(said) : 0
}

function namesOf(header: string | readonly string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}

/** Whether the client has what was kept already. Tags are compared without their `W/`, as for every GET. */
export function isNotModified({ headers }: CachedRequest, head: Head): boolean {
  const asked = headers['if-none-match']
  const tag = head.headers['etag']
  if (asked === undefined || typeof tag !== 'string' || head.status !== 200) return false
  const bare = (text: string): string => text.trim().replace(/^W\//, '')
  return String(asked)
    .split(',')
    .some((one) => one.trim() === '*' || bare(one) === bare(tag))
}

/** The headers of a response that was kept, as they are sent now. */
export function headersNow(head: Head, now: number): Headers {
  return {
    ...head.headers,
    age: String(Math.max(0, Math.floor((now - head.at) / 1_000))),
    'x-cache': 'HIT',
  }
}
