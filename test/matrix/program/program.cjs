// A CommonJS module of a user.
const aerospike = require('aerospike-ts')
const { ael } = require('aerospike-ts/ael')
const { packDocument, unpackDocument } = require('aerospike-ts/documents')
const { run } = require('./suite.mjs')

void run({ ...aerospike, ael, packDocument, unpackDocument })
