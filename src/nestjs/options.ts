import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common'
import { clientError } from '../errors/index.ts'
import { HOST_OPTIONS, type HostOptions, splitOptions, type SplitOptions } from '../hosting/options.ts'
import {
  boolean,
  custom,
  defaultsOf,
  type OptionTable,
  type Resolved,
  resolveOptions,
} from '../policy/table.ts'

/** What a factory gives: all options but those that Nest must know before. */
export type AerospikeOptions = Omit<HostOptions, 'name'>

/** Options of `AerospikeModule.forRoot`: those of a client, and these. */
export interface AerospikeModuleOptions extends HostOptions {
  /** Whether all modules can inject the client. Without it those can that import this one. Default: true. */
  readonly isGlobal?: boolean | undefined
}

/** A class that gives the options. */
export interface AerospikeOptionsFactory {
  createAerospikeOptions(): AerospikeOptions | Promise<AerospikeOptions>
}

/** Options of `AerospikeModule.forRootAsync`. One of `useFactory`, `useClass` and `useExisting` gives those of the client. */
export interface AerospikeModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** Tells the clients of one application apart. Default: none. */
  readonly name?: string | undefined
  /** Whether all modules can inject the client. Default: true. */
  readonly isGlobal?: boolean | undefined
  /** What the factory's parameters are. */
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined
  readonly useFactory?: ((...args: never[]) => AerospikeOptions | Promise<AerospikeOptions>) | undefined
  readonly useClass?: Type<AerospikeOptionsFactory> | undefined
  readonly useExisting?: InjectionToken<AerospikeOptionsFactory> | undefined
}

/** For messages. */
export const WHERE = 'AerospikeModule'

const MODULE_OPTIONS = {
  ...HOST_OPTIONS,
  isGlobal: boolean(true, 'Whether all modules can inject the client.'),
} as const satisfies OptionTable

export type ModuleSettings = SplitOptions<Resolved<typeof MODULE_OPTIONS>>

/** @throws ArgumentError `INVALID_OPTION` */
export function resolveModule(options: AerospikeModuleOptions | undefined): ModuleSettings {
  return splitOptions(MODULE_OPTIONS, options, WHERE)
}

const isFunction = (value: unknown): string | undefined =>
  typeof value === 'function' ? undefined : 'must be a function or a class'
const isList = (value: unknown): string | undefined => (Array.isArray(value) ? undefined : 'must be a list')
const isToken = (value: unknown): string | undefined =>
  ['function', 'string', 'symbol'].includes(typeof value)
    ? undefined
    : 'must be what a provider is injected by'

const ASYNC_OPTIONS = {
  name: HOST_OPTIONS.name,
  isGlobal: MODULE_OPTIONS.isGlobal,
  imports: custom<unknown>(undefined, isList, 'Modules whose providers the factory needs.'),
  inject: custom<unknown>(undefined, isList, "What the factory's parameters are."),
  useFactory: custom<unknown>(undefined, isFunction, 'Gives the options.'),
  useClass: custom<unknown>(undefined, isFunction, 'A class that gives the options.'),
  useExisting: custom<unknown>(undefined, isToken, 'A provider that gives the options.'),
} as const satisfies OptionTable

const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const

/** @throws ArgumentError `INVALID_OPTION` */
export function checkAsync(
  options: AerospikeModuleAsyncOptions,
): Pick<ModuleSettings['own'], 'name' | 'isGlobal'> {
  const where = `${WHERE}.forRootAsync`
  const checked = resolveOptions(ASYNC_OPTIONS, defaultsOf(ASYNC_OPTIONS), options, where)
  if (SOURCES.filter((source) => checked[source] !== undefined).length !== 1)
    throw clientError('INVALID_OPTION', `${where}: give one of ${SOURCES.join(', ')}`)
  return checked
}

/** The options that a factory gave for a client of that name. @throws ArgumentError `INVALID_OPTION` */
export function resolveGiven(name: string | undefined, options: object | undefined): ModuleSettings {
  for (const fixed of ['name', 'isGlobal'])
    if (fixed in (options ?? {}))
      throw clientError('INVALID_OPTION', `${WHERE}: a factory cannot give ${fixed}`, {
        hint: 'it is an option of forRootAsync itself',
      })
  const settings = resolveModule(options)
  return { ...settings, own: { ...settings.own, name } }
}
