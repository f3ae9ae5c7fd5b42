import type { NodeInfo } from '../cluster/node-info.ts'
import type { AvoidedBecause } from '../cluster/node.ts'

/** What a client tells about its cluster. None of these is an error that somebody must listen to. */
export interface ClientEvents {
  nodeAdded: [node: NodeInfo]
  nodeRemoved: [node: NodeInfo]
  /** Commands go elsewhere where they can: the node owes answers and says nothing, or too many commands failed on it. */
  nodeAvoided: [node: NodeInfo, why: AvoidedBecause]
  /** The node is used again. */
  nodeRecovered: [node: NodeInfo]
  /** Something failed that the client copes with by itself. */
  problem: [error: Error]
  closed: []
}
