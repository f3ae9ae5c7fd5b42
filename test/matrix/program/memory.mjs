// The memory server inside the program, of one node and of three.
import * as aerospike from 'aerospike-ts'
import { ael } from 'aerospike-ts/ael'
import { packDocument, unpackDocument } from 'aerospike-ts/documents'
import { startMemoryServer } from 'aerospike-ts/testing'
import { exercise } from './suite.mjs'

for (const nodes of [1, 3]) {
  const server = await startMemoryServer({ nodes })
  await exercise({ ...aerospike, ael, packDocument, unpackDocument }, server.hosts, 'memory')
  await server.close()
}
console.log('all is well')
