import { type Figures, figure } from './server-counters.ts'

/** What a namespace takes on one node, in bytes. */
export interface Space {
  readonly usedBytes: number | undefined
  readonly totalBytes: number | undefined
  readonly indexBytes: number | undefined
}

/** Servers before 7.0 call the bytes by the place they are in (info_get_namespace_info, as/src/base/thr_info.c, 8.1.2 and 6.4). */
export function spaceOf(all: Figures): Space {
  return {
    usedBytes: figure(all, 'data_used_bytes', 'device_used_bytes', 'memory_used_bytes'),
    totalBytes: figure(all, 'data_total_bytes', 'device_total_bytes', 'memory-size'),
    indexBytes: figure(all, 'index_used_bytes', 'memory_used_index_bytes'),
  }
}

/** In percent; undefined where a part is not known or there is no whole. */
export function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : (part / whole) * 100
}
