// An ES module of a user.
import * as aerospike from 'aerospike-ts'
import { ael } from 'aerospike-ts/ael'
import { packDocument, unpackDocument } from 'aerospike-ts/documents'
import { run } from './suite.mjs'

await run({ ...aerospike, ael, packDocument, unpackDocument })
