import { custom, integer, type OptionTable, defaultsOf } from '../policy/table.ts'

/** Options of a page that the application serves. */
export interface ViewOptions {
  /** Milliseconds from which on an operation is listed as slow. Default 50. */
  readonly slow?: number
  /** Names in Host headers that are answered besides those of loopback, such as `admin.example.com`; `*` for any. Default none. */
  readonly allowedHosts?: readonly string[]
}

/** Options of a page that is served by itself. */
export interface StartViewOptions extends ViewOptions {
  /** Where to listen. Default 127.0.0.1. */
  readonly host?: string
  /** Default 8087; 0 for a free one. */
  readonly port?: number
}

function checkAllowed(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((host) => typeof host === 'string' && host !== '')
    ? undefined
    : 'must be a list of names'
}

function checkHost(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : 'must be the name or address to listen on'
}

export const VIEW_OPTIONS = {
  slow: integer(50, 0, 86_400_000, 'Milliseconds from which on an operation is listed as slow.'),
  allowedHosts: custom<readonly string[]>([], checkAllowed, 'Names in Host headers that are answered.'),
} as const satisfies OptionTable

export const START_OPTIONS = {
  ...VIEW_OPTIONS,
  host: custom<string>('127.0.0.1', checkHost, 'Where to listen.'),
  port: integer(8087, 0, 65_535, 'The port to listen on.'),
} as const satisfies OptionTable

export const VIEW_DEFAULTS = defaultsOf(VIEW_OPTIONS)
export const START_DEFAULTS = defaultsOf(START_OPTIONS)
