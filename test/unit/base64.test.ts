import { expect, test } from 'vitest'
import { readBase64 } from '../../src/base64.ts'

test.each([
  ['AQ==', '01'],
  ['AQ', '01'],
  ['AQI=', '0102'],
  ['AQI', '0102'],
  ['AQID', '010203'],
  ['+/+/', 'fbffbf'],
])('%s is read', (text, hex) => {
  expect(readBase64(text)?.toString('hex')).toBe(hex)
})

test.each(['', '=', 'A', 'AQ=', 'AQI==', 'AQID=', 'AQ==AQ==', 'A-_A', 'AQID\n', ' AQID', 5, null, undefined])(
  '%j is none',
  (text) => {
    expect(readBase64(text)).toBeUndefined()
  },
)
