import type {
  ApplyOptions,
  BatchOptions,
  filter,
  FilterExpression,
  GetOptions,
  IndexDefinition,
  OperateOptions,
  QueryOptions,
  ReadOptions,
  OperateRowOptions,
  ReadRowOptions,
  RemoveRowOptions,
  UserKey,
  Value,
  WriteOptions,
  WriteRowOptions,
} from '../../src/index.ts'
import type { Need } from '../server/needs.ts'
import { bits, ctx, hll, lists, maps, ops } from '../../src/index.ts'

export const FAMILIES = { ops, lists, maps, bits, hll } as const

type Builders = { [Family in keyof typeof FAMILIES]: `${Family}.${keyof (typeof FAMILIES)[Family] & string}` }

/** A builder's name and its arguments: `['lists.append', 'l', 1]`. A context in them is a list of {@link StepInto}. */
export type OpData = readonly [name: Builders[keyof Builders], ...args: unknown[]]

/** A step of a context: `['mapKey', 'a', { create: 'key' }]`. */
export type StepInto = readonly [name: keyof typeof ctx, ...args: unknown[]]

/** Which record a step is about; by default one of the scenario's own. */
export interface KeyData {
  readonly namespace?: string
  /** Null is no set, `$set` the one that `fill` writes to; by default the set of all scenarios. */
  readonly set?: string | null
  /** The user key as it is; such records are removed first, since others may have left them. */
  readonly key?: UserKey
  /** Another record of the scenario's own. */
  readonly name?: string
}

export interface Bins {
  readonly [name: string]: Value
}

/** A row of a batch: what is done, with which of the scenario's records, and how. */
export type RowData =
  | readonly ['get', name: string, bins?: readonly string[] | undefined, options?: ReadRowOptions]
  | readonly ['put', name: string, bins: Bins, options?: WriteRowOptions]
  | readonly ['operate', name: string, operations: readonly OpData[], options?: OperateRowOptions]
  | readonly ['remove', name: string, options?: RemoveRowOptions]
  | readonly ['apply', name: string, function_: string, args?: readonly Value[]]

/** A secondary index on the records that `fill` wrote; its name is made one of this play alone. */
export interface IndexData extends Omit<IndexDefinition, 'namespace' | 'set' | 'context'> {
  readonly context?: readonly StepInto[]
}

/** What a filter of a query looks at. */
export type TargetData =
  | string
  | { readonly index: string }
  | { readonly bin: string; readonly context: readonly StepInto[] }
  | { readonly expression: { readonly bytes: Uint8Array } }

/** A query over the records that `fill` wrote. */
export interface QueryData {
  /** A function of `filter` and its arguments. */
  readonly where?: readonly [name: keyof typeof filter, target: TargetData, ...args: unknown[]]
  /** None at all is no bins. */
  readonly select?: readonly string[]
  readonly operations?: readonly OpData[]
  readonly options?: QueryOptions
  /** By pages of this size. */
  readonly page?: number
  /** Only how many records there are: which ones depends on their keys. */
  readonly countOnly?: boolean
}

/** What is truncated, and up to when: everything there is, when nothing says so. */
export interface TruncateData {
  /** By default the one that `fill` writes to. */
  readonly set?: string
  /** The whole namespace. */
  readonly all?: boolean
  /** What was written before a record that `fill` wrote. */
  readonly writtenBefore?: string
  readonly before?: Date
  /** Up to so many milliseconds from now. */
  readonly inMilliseconds?: number
}

/** How an info command is asked, and what of its answer counts. */
export interface InfoData {
  /** By default any one. */
  readonly nodes?: 'first' | 'all'
  /** Only these of the figures in the answer. */
  readonly pick?: readonly string[]
}

/** What a frame of our own making asks for, with names of any characters. */
export interface RawData {
  readonly how: 'write' | 'read' | 'touch' | 'delete'
  /** Whether a record with the bin `a` is there before. */
  readonly there?: boolean
  readonly namespace?: string
  readonly set?: string
  readonly bins?: readonly string[]
}

/** A call that administers the cluster. */
export type AdminStep =
  /** Registers a module, which goes when the scenario is over. */
  | readonly ['register', name: string, source: string | Uint8Array]
  | readonly ['getUdf' | 'removeUdf', name: string]
  | readonly ['listUdfs']
  | readonly ['truncate', TruncateData]
  | readonly ['info', command: string, InfoData?]
  | readonly ['createIndex', Omit<IndexDefinition, 'namespace' | 'set'> & { readonly set?: string }]
  | readonly ['dropIndex' | 'indexStats', name: string]
  | readonly ['listIndexes']
  /** The sets whose names begin like this, and whether there are records in them. */
  | readonly ['listSets', prefix: string]
  | readonly ['setXdrFilter', dataCenter: string, filterExpression: FilterExpression | null]
  /** What comes next is later by the server's clock. */
  | readonly ['pause']

/** A call of a function of the module `m$run.lua`, which the scenario has registered; of another one as `module.function`. */
export type UdfStep =
  | readonly ['apply', function_: string, args?: readonly Value[], options?: ApplyOptions]
  | readonly ['aggregate', QueryData, function_: string, args?: readonly Value[]]
  /** A background job. */
  | readonly ['executeUdf', QueryData, function_: string, args?: readonly Value[]]

/** One call of the client, as data. */
export type Step =
  | AdminStep
  | UdfStep
  | readonly ['get', GetOptions?]
  | readonly ['exists' | 'metadata', ReadOptions?]
  | readonly ['put' | 'add' | 'append' | 'prepend', Bins, WriteOptions?]
  | readonly ['touch' | 'remove', WriteOptions?]
  | readonly ['operate', readonly OpData[], OperateOptions?]
  | readonly ['batch', readonly RowData[], BatchOptions?]
  /** Writes records by name where queries find them. */
  | readonly ['fill', { readonly [name: string]: Bins }]
  | readonly ['index', IndexData]
  | readonly ['query', QueryData]
  /** A background job that changes what a query finds. */
  | readonly ['execute', QueryData, readonly OpData[]]
  /** A request that the client would refuse. */
  | readonly ['raw', RawData]
  /** The call on another record. */
  | readonly ['at', KeyData, Step]
  /** A call whose answer a server does not repeat, and why: it must succeed, and is not compared. */
  | readonly ['varies', string, Step]

export interface Family {
  readonly name: string
  /** It is about what the client refuses by itself; everywhere else such a refusal is a mistake in the scenario. */
  readonly refused?: boolean
  /** What scenarios need of a real server besides what their steps tell, by name. */
  readonly needs?: Readonly<Record<string, readonly Need[]>>
  /** By name; each starts without a record, and ends with a look at the record it leaves. */
  readonly scenarios: Readonly<Record<string, readonly Step[]>>
}

/** A step for each operation. */
export function each(...operations: readonly OpData[]): Step[] {
  return operations.map((operation) => ['operate', [operation]])
}

/** Writes bins, then runs each operation in a call of its own. */
export function on(bins: Bins, ...operations: readonly OpData[]): Step[] {
  return [['put', bins], ...each(...operations)]
}
