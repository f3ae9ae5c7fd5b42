import type { CommandKind } from '../record/kind.ts'

/** What a fault can strike: a command of a kind, or a client that connects. */
export type FaultTarget = CommandKind | 'connect'

/** What the server sees of a command before it serves it. */
export interface SeenCommand {
  readonly command: FaultTarget
  /** Index of the node it came to. */
  readonly node: number
  /** Empty for commands that have none, or, like a batch, may have several. */
  readonly namespace: string
  readonly set: string
  /** The lines of an info request. */
  readonly info: readonly string[]
}

/** Which commands a fault strikes; what is left out fits all. */
export interface FaultMatch {
  /** Clients that connect are struck only when this says `connect`. */
  readonly command?: FaultTarget | readonly FaultTarget[]
  readonly namespace?: string
  readonly set?: string
  /** Index of a node. */
  readonly node?: number
  /** An info request with a line that begins so. */
  readonly info?: string
  /** Anything else. */
  readonly when?: (command: SeenCommand) => boolean
}

/** What a fault does to a command it strikes. Unless it says otherwise, the command is not carried out. */
export type FaultAction =
  /**
   * Holds the reply back by so many milliseconds, or by a random time between two. The requests behind it on the same connection
   * wait, as they do for a server that is busy. Several of these add up, and go along with another action.
   */
  | { readonly type: 'delay'; readonly ms: number | readonly [min: number, max: number] }
  /** Never answers, and nothing behind it on this connection either; the connection stays open. */
  | { readonly type: 'stall'; readonly applied?: boolean }
  /** Closes the connection instead of answering. */
  | { readonly type: 'drop'; readonly applied?: boolean }
  /** Sends the first half of the reply, or so many bytes of it, then closes the connection or stalls. The command is carried out. */
  | { readonly type: 'partial'; readonly bytes?: number; readonly then?: 'drop' | 'stall' }
  /** Answers with bytes that are no Aerospike frame: those given, or some text. */
  | { readonly type: 'garbage'; readonly bytes?: Uint8Array }
  /** Answers with a result code; for info, with `ERROR:code:`. */
  | { readonly type: 'code'; readonly code: number; readonly applied?: boolean }
  /** Answers each line of an info request with this text. */
  | { readonly type: 'answer'; readonly text: string }

/** A fault to be scripted. */
export interface Fault {
  readonly match?: FaultMatch
  /** Commands that fit and are let through first. Default 0. */
  readonly skip?: number
  /** How often it strikes. Default: until it is removed. */
  readonly times?: number
  readonly action: FaultAction
}

/** A fault in force. */
export interface FaultHandle {
  /** How often it has struck. */
  readonly hits: number
  remove(): void
}
