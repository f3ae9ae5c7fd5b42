// What bundles of CommonJS are made from: that format has no await outside of functions.
import * as aerospike from 'aerospike-ts'
import { ael } from 'aerospike-ts/ael'
import { packDocument, unpackDocument } from 'aerospike-ts/documents'
import { run } from './suite.mjs'

void run({ ...aerospike, ael, packDocument, unpackDocument })
