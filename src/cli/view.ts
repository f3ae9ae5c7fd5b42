import type { Client } from '../index.ts'
import { startView } from '../view/index.ts'
import { command, wholeNumber } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, withClient } from './connection.ts'
import { write } from './output.ts'
import { Exit } from './usage.ts'

export const view = command({
  args: [],
  about:
    'Serves a page on loopback that shows the cluster, live: nodes, partitions and their migrations, what the nodes do for all their clients. ' +
    'It prints the address and runs until it is interrupted. What one application does is shown by startView of aerospike-ts/view in that application.',
  options: {
    port: { type: 'string', value: '<n>', doc: 'where to listen on 127.0.0.1 (8087); 0 for a free port' },
    ...CONNECTION_OPTIONS,
  },
  notes: CONNECTION_NOTES,
  async run(values) {
    const port = wholeNumber('port', values.port)
    const use = async (client: Client): Promise<void> => {
      const running = await startView(client, port === undefined ? {} : { port })
      await write(`${running.url}\n`)
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve)
        process.once('SIGTERM', resolve)
      })
      await running.close()
    }
    // Nodes are asked for their racks when the client has one; which one decides only where a reader of records would read.
    await withClient(values, use, { rackIds: [0] })
    return Exit.ok
  },
})
