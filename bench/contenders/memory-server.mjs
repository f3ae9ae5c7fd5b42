// No contender: a memory server of BENCH_NODES nodes, for what needs many of them. It says where it listens.
import { startMemoryServer } from '../../dist/testing/index.js'
import { serve } from '../lib/serve.mjs'

const server = await startMemoryServer({ nodes: Number(process.env.BENCH_NODES) })

serve({
  about: () => server.hosts,
  close: () => server.close(),
})
