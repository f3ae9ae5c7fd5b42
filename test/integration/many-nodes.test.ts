import { once } from 'node:events'
import { expect, it } from 'vitest'
import { connect } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'

it('makes Node warn of nothing while it meets a large cluster', async () => {
  const warnings: string[] = []
  const note = ({ message }: Error) => warnings.push(message)
  process.on('warning', note)
  const server = await startMemoryServer({ nodes: 16 })
  const client = await connect(server.hosts)
  try {
    expect(client.nodes).toHaveLength(16)
    const last = once(process, 'warning')
    process.emitWarning('the last one')
    await last
    expect(warnings).toEqual(['the last one'])
  } finally {
    process.off('warning', note)
    await client.close()
    await server.close()
  }
})
