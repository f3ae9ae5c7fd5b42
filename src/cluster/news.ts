import { describeNode, type NodeInfo } from './node-info.ts'
import type { AvoidedBecause } from './node.ts'
import type { ClusterHooks } from './options.ts'
import type { Logger } from '../policy/logger.ts'

/** What a cluster tells, as events with their arguments. */
export interface ClusterNews {
  nodeAdded: [node: NodeInfo]
  nodeRemoved: [node: NodeInfo]
  /** The node does not answer the client's looks at it; it stays in the cluster for now. */
  nodeDown: [node: NodeInfo]
  /** It answers again. */
  nodeUp: [node: NodeInfo]
  /** Commands go elsewhere where they can: the node owes answers and says nothing, or too many commands failed on it. */
  nodeAvoided: [node: NodeInfo, why: AvoidedBecause]
  /** The node is used again. */
  nodeRecovered: [node: NodeInfo]
  /** Something failed that the client copes with by itself. */
  problem: [error: Error]
}

const WHY_AVOIDED = {
  silent: 'it owes answers and says nothing',
  errors: 'too many commands failed on it',
} as const satisfies Record<AvoidedBecause, string>

/** Why nodes leave when the client is closed. */
export const CLIENT_CLOSED = 'the client was closed'

/** The hooks that tell of something. */
export type TellingHooks = Required<
  Pick<
    ClusterHooks,
    'onNodeAdded' | 'onNodeRemoved' | 'onNodeDown' | 'onNodeUp' | 'onNodeAvoided' | 'onProblem'
  >
>

/** Hooks that tell a logger, if there is one, and those who listen. */
export function tellNews(
  emit: <Name extends keyof ClusterNews>(name: Name, ...args: ClusterNews[Name]) => void,
  logger: Logger | undefined,
): TellingHooks {
  return {
    onNodeAdded(node) {
      logger?.info(`node ${node.toString()} joined`)
      emit('nodeAdded', describeNode(node))
    },
    onNodeRemoved(node, why) {
      const text = `node ${node.toString()} left: ${why}`
      // What the application asked for is nothing to wake anybody for.
      if (why === CLIENT_CLOSED) logger?.info(text)
      else logger?.warn(text)
      emit('nodeRemoved', describeNode(node))
    },
    onNodeDown(node) {
      logger?.warn(`node ${node.toString()} does not answer`)
      emit('nodeDown', describeNode(node))
    },
    onNodeUp(node) {
      logger?.info(`node ${node.toString()} answers again`)
      emit('nodeUp', describeNode(node))
    },
    onNodeAvoided(node) {
      const { avoided } = node
      if (avoided === undefined) {
        logger?.info(`node ${node.toString()} is used again`)
        emit('nodeRecovered', describeNode(node))
      } else {
        logger?.warn(`node ${node.toString()} is avoided: ${WHY_AVOIDED[avoided]}`)
        emit('nodeAvoided', describeNode(node), avoided)
      }
    },
    onProblem(error) {
      logger?.warn(error.message)
      emit('problem', error)
    },
  }
}
