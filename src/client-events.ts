import type { NodeInfo } from './cluster/node-info.ts'

/** What a client tells about its cluster. None of these is an error that somebody must listen to. */
export interface ClientEvents {
  nodeAdded: [node: NodeInfo]
  nodeRemoved: [node: NodeInfo]
  /** Something failed that the client copes with by itself. */
  problem: [error: Error]
  closed: []
}
