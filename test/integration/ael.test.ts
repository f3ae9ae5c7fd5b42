import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ael, type Ael } from '../../src/ael.ts'
import type { ExpressionType } from '../../src/expression.ts'
import { typeOf } from '../../src/expressions/literal.ts'
import {
  AerospikeError,
  type Client,
  Double,
  type Key,
  ops,
  OrderedMap,
  type Value,
} from '../../src/index.ts'
import { SAME } from '../conformance/ael/dsl-java.ts'
import { RECORDS, ROWS, type Row, UNKNOWN } from '../conformance/ael/reference.ts'
import { freshKey, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

/** What reads texts that give a value. */
function readerOf(gives: Row[1]): Ael<ExpressionType> {
  const type = gives === UNKNOWN ? undefined : typeOf(gives)
  if (type === 'bool') return ael
  return type === undefined || !(type in ael) ? ael.any : ael[type as 'int']
}

/** A value as it comes back. */
function back(value: Row[1]): unknown {
  if (value === UNKNOWN) return null
  if (value instanceof Double) return value.value
  if (value instanceof OrderedMap)
    return Object.fromEntries([...value.entries].map(([key, item]) => [key, back(item)]))
  return Array.isArray(value) ? (value as readonly Value[]).map(back) : value
}

async function passes(client: Client, key: Key, row: Row): Promise<boolean> {
  try {
    await client.get(key, { filterExpression: ael.parse(row[0], row[2]) })
    return true
  } catch (error) {
    if (error instanceof AerospikeError && error.code === 'FILTERED_OUT') return false
    throw error
  }
}

describe.each(TOPOLOGIES)('texts of expressions on %s', (_name, nodes) => {
  let server: TestServer
  let client: Client

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  it.each(Object.keys(RECORDS) as (keyof typeof RECORDS)[])('give what AEL says, %s', async (name) => {
    const key = freshKey()
    const rows: readonly Row[] = ROWS[name]
    await client.put(key, RECORDS[name])
    const answers: [string, unknown][] = []
    for (const [text, gives, values] of rows) {
      const expression = readerOf(gives).parse(text, values)
      const { results } = await client.operate(key, [
        ops.readExpression('x', expression, { evalNoFail: true }),
      ])
      answers.push([text, results[0]])
    }
    expect(Object.fromEntries(answers)).toEqual(
      Object.fromEntries(rows.map(([text, gives]) => [text, back(gives)])),
    )
  })

  it.each(Object.keys(RECORDS) as (keyof typeof RECORDS)[])('filter as AEL says, %s', async (name) => {
    const key = freshKey()
    const rows: readonly Row[] = ROWS[name].filter(([, gives]) => typeof gives === 'boolean')
    await client.put(key, RECORDS[name])
    const answers: [string, boolean][] = []
    for (const row of rows) answers.push([row[0], await passes(client, key, row)])
    expect(answers).toEqual(rows.map(([text, gives]) => [text, gives]))
  })

  it('say things of the record that change from one to another', async () => {
    const key = freshKey()
    await client.put(key, { i: 1, updateBy: 2n ** 62n, mySetBin: key.set }, { ttl: 300 })
    const texts = SAME.filter(({ text }) => /ttl|Update|voidTime|recordSize|digestModulo/.test(text))
    expect(texts.length).toBeGreaterThan(10)
    for (const { text, values } of texts) {
      const expression = ael.any.parse(text, values)
      const { results } = await client.operate(key, [
        ops.readExpression('x', expression, { evalNoFail: true }),
      ])
      expect([text, typeof results[0] === 'boolean' || results[0] === null]).toEqual([text, true])
    }
  })
})
