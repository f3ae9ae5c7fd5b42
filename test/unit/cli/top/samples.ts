import type { SetInfo } from '../../../../src/index.ts'
import type { NodeSample, Sample } from '../../../../src/cli/top/sample.ts'

/** A node that has counted so much. */
export function nodeSample(
  id: string,
  counts: { readonly reads?: number; readonly writes?: number },
): NodeSample {
  const { reads = 0, writes = 0 } = counts
  return {
    id,
    address: `${id.toLowerCase()}:3000`,
    build: '8.1.2.0',
    isAvoided: false,
    isLost: false,
    statistics: new Map([
      ['uptime', '61'],
      ['client_connections', '7'],
      ['batch_index_complete', '5'],
      ['objects', '10'],
    ]),
    namespaces: new Map([
      [
        'test',
        new Map([
          ['client_read_success', String(reads)],
          ['client_write_success', String(writes)],
          ['master_objects', '10'],
          ['data_used_bytes', '100'],
          ['data_total_bytes', '1000'],
          ['stop_writes', 'true'],
          ['hwm_breached', 'false'],
          ['dead_partitions', '2'],
        ]),
      ],
    ]),
    histograms: [{ namespace: 'test', name: 'read', unit: 'ms', perSecond: 10, over: [1.5, 0.5] }],
    load: 1,
    open: 2,
    ping: 0.5,
  }
}

export function setInfo(name: string, objects: number, dataUsedBytes: number): SetInfo {
  return {
    namespace: 'test',
    name,
    objects,
    dataUsedBytes,
    tombstones: 0,
    truncating: false,
    indexes: 0,
    ambiguous: null,
  }
}

export function sample(
  at: number,
  nodes: readonly NodeSample[],
  rest: Partial<Pick<Sample, 'sets' | 'inFlight'>> = {},
): Sample {
  return { at, nodes, sets: [], inFlight: 0, ...rest }
}
