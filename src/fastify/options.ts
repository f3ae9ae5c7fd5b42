import type { LogLevel } from 'fastify'
import { clientError } from '../errors/index.ts'
import { HOST_OPTIONS, type HostOptions, splitOptions, type SplitOptions } from '../hosting/options.ts'
import { CLIENT_DEFAULTS } from '../policy/client.ts'
import {
  boolean,
  choice,
  custom,
  defaultsOf,
  integer,
  type OptionTable,
  type Resolved,
  resolveOptions,
} from '../policy/table.ts'

/** A route that says whether the application can serve. */
export interface HealthRouteOptions {
  /** Where it is. Default: '/ready'. */
  readonly path?: string | undefined
  /** What is logged of its requests, which come every few seconds. Default: 'warn'. */
  readonly logLevel?: LogLevel | undefined
}

/** Options of {@link fastifyAerospike}: those of a client, and these. */
export interface FastifyAerospikeOptions extends HostOptions {
  /** Whether requests have a client of their own, `request.aerospike`, whose calls end when the connection of the request is cut off. Default: false. */
  readonly requestSignal?: boolean | undefined
  /** A route that answers 200 while every client of the application is ready, and 503 otherwise. Default: false, no route. */
  readonly health?: boolean | HealthRouteOptions | undefined
  /** Whether operations that fail are told to the logger of the request that they belong to. Default: false. */
  readonly logFailed?: boolean | undefined
  /** Milliseconds from which on an operation is told to the logger of its request as slow. 0: none is. Default: 0. */
  readonly logSlow?: number | undefined
}

/** For messages. */
export const WHERE = 'fastifyAerospike'

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const satisfies LogLevel[]

function checkPath(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('/') ? undefined : 'must begin with /'
}

const HEALTH_OPTIONS = {
  path: custom<string>('/ready', checkPath, 'Where the route is.'),
  logLevel: choice(LEVELS, 'warn', 'What is logged of its requests.'),
} as const satisfies OptionTable

function checkHealth(value: unknown): string | undefined {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null)
    ? undefined
    : 'must be true, false, or { path, logLevel }'
}

const PLUGIN_OPTIONS = {
  ...HOST_OPTIONS,
  requestSignal: boolean(false, 'Whether requests have a client of their own, with their signal.'),
  health: custom<boolean | HealthRouteOptions>(false, checkHealth, 'A route that says who is ready.'),
  logFailed: boolean(false, 'Whether operations that fail are told to the logger of the request.'),
  logSlow: integer(0, 0, 86_400_000, 'Milliseconds from which on an operation is told of as slow.'),
} as const satisfies OptionTable

/** What a route of health is set to. */
export type HealthSettings = Resolved<typeof HEALTH_OPTIONS>

/** What the plugin is set to. */
export interface PluginSettings extends SplitOptions<Resolved<typeof PLUGIN_OPTIONS>> {
  readonly health: HealthSettings | undefined
}

/** @throws ArgumentError `INVALID_OPTION` */
export function resolvePlugin(options: object | undefined): PluginSettings {
  const { own, forClient } = splitOptions(PLUGIN_OPTIONS, options, WHERE)
  const { health } = own
  const given = typeof health === 'object' ? health : {}
  const resolved = resolveOptions(HEALTH_OPTIONS, defaultsOf(HEALTH_OPTIONS), given, `${WHERE}: health`)
  return { own, forClient, health: health === false ? undefined : resolved }
}

/** Share of Fastify's time for a plugin that finding the cluster may take, so that our error comes before Fastify's. */
const SHARE = 0.8

/**
 * Milliseconds for finding the cluster, of those that Fastify gives a plugin (0 for any number).
 * @throws ArgumentError `INVALID_OPTION` for a time that Fastify does not wait
 */
export function connectTimeoutWithin(pluginTimeout: number, given: number | undefined): number {
  if (pluginTimeout === 0) return given ?? CLIENT_DEFAULTS.connectTimeout
  if (given !== undefined && given >= pluginTimeout)
    throw clientError(
      'INVALID_OPTION',
      `${WHERE}: connectTimeout, ${given} ms, must be below pluginTimeout of Fastify, ${pluginTimeout} ms`,
      { hint: 'raise pluginTimeout: fastify({ pluginTimeout })' },
    )
  return given ?? Math.max(1, Math.floor(Math.min(CLIENT_DEFAULTS.connectTimeout, SHARE * pluginTimeout)))
}
