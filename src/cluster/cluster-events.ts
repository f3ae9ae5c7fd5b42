import { nodeChanged } from '../observe/channels.ts'
import type { NodeEvent } from '../observe/contexts.ts'
import type { Node } from './node.ts'
import type { ClusterHooks } from './options.ts'
import type { ClusterState } from './state.ts'

/** Tells listeners what happens. What a listener throws is not the cluster's business. */
export class ClusterEvents {
  readonly #hooks: ClusterHooks
  readonly #problems = new Map<string, string>()

  constructor(hooks: ClusterHooks) {
    this.#hooks = hooks
  }

  added(node: Node): void {
    publish('added', node)
    attempt(() => this.#hooks.onNodeAdded?.(node))
  }

  removed(node: Node, why: string): void {
    publish('removed', node, why)
    attempt(() => this.#hooks.onNodeRemoved?.(node, why))
  }

  down(node: Node, error: Error): void {
    publish('down', node, error.message)
    attempt(() => this.#hooks.onNodeDown?.(node))
  }

  up(node: Node): void {
    publish('up', node)
    attempt(() => this.#hooks.onNodeUp?.(node))
  }

  avoided(node: Node): void {
    publish(node.avoided === undefined ? 'recovered' : 'avoided', node, node.avoided)
    attempt(() => this.#hooks.onNodeAvoided?.(node))
  }

  restarted(node: Node): void {
    attempt(() => this.#hooks.onNodeRestarted?.(node))
  }

  state(state: ClusterState): void {
    attempt(() => this.#hooks.onState?.(state))
  }

  /** Tells of a problem once, until it changes or is {@link over}: most of them come back in every round. */
  problem(topic: string, error: Error, node?: Node): void {
    if (this.#problems.get(topic) === error.message) return
    this.#problems.set(topic, error.message)
    attempt(() => this.#hooks.onProblem?.(error, node))
  }

  over(topic: string): void {
    this.#problems.delete(topic)
  }
}

function publish(event: NodeEvent, node: Node, why?: string): void {
  if (nodeChanged.hasSubscribers) nodeChanged.publish({ event, node: node.toString(), why })
}

/** Runs what must not fail the caller. */
export function attempt(action: () => void): void {
  try {
    action()
  } catch {
    // Nobody to tell: the cluster runs on.
  }
}
