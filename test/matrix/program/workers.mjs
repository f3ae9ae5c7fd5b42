// Four worker threads with a client each, while the main thread has one too.
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import * as aerospike from 'aerospike-ts'
import { ael } from 'aerospike-ts/ael'
import { packDocument, unpackDocument } from 'aerospike-ts/documents'
import { exercise } from './suite.mjs'

const WORKERS = 4

function start(n) {
  const worker = new Worker(new URL(import.meta.url), { workerData: n })
  return new Promise((done, fail) => {
    worker.once('error', fail)
    worker.once('exit', (code) => (code === 0 ? done() : fail(new Error(`worker ${n} ended with ${code}`))))
  })
}

const workers = isMainThread ? Array.from({ length: WORKERS }, (_, n) => start(n)) : []
const set = `${process.env.MATRIX_SET}-${isMainThread ? 'main' : workerData}`
await exercise({ ...aerospike, ael, packDocument, unpackDocument }, process.env.MATRIX_HOSTS, set)
await Promise.all(workers)
if (isMainThread) console.log('all is well')
