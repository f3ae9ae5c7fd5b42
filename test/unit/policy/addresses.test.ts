import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Client } from '../../../src/index.ts'

test.each([
  'admin:s3cret@db.example:3000',
  'aerospike://admin:s3cret@db.example',
  'admin:s3cret,more@db.example:3000',
  ['db.example', 'admin:s3cret@db.example'],
  { host: 'admin:s3cret@db.example', port: 3000 },
  [{ host: 'admin:s3cret@db.example', port: 3000 }],
])('an address with user and password in it is refused, and not shown: %j', (hosts) => {
  let error: unknown
  try {
    new Client({ hosts } as never)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'INVALID_OPTION' })
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('s3cret')
})
