import type { ClusterNews } from '../cluster/news.ts'

/** What a client tells about its cluster. None of these is an error that somebody must listen to. */
export interface ClientEvents extends ClusterNews {
  closed: []
}
