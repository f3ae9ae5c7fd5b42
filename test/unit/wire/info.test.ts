import { describe, expect, test } from 'vitest'
import { AerospikeError, ArgumentError, ProtocolError } from '../../../src/errors/index.ts'
import {
  beginFrame,
  decodeInfo,
  encodeInfo,
  endFrame,
  infoFailure,
  parseCount,
  parsePairs,
} from '../../../src/wire/info.ts'
import { PROTO_BODY_MAX } from '../../../src/wire/proto.ts'
import { Writer } from '../../../src/wire/writer.ts'

describe('info', () => {
  test('a request is one frame with a command a line', () => {
    expect(encodeInfo(['node', 'build']).toString('latin1')).toBe('\x02\x01\0\0\0\0\0\x0bnode\nbuild\n')
    expect(encodeInfo([]).toString('hex')).toBe('0201000000000000')
  })

  test('an answer is a line a command', () => {
    const answer = Buffer.from('##node\tBB9\nbuild\t8.1.2.0\nunknown\nempty\t\nwith\ttwo\ttabs\n##')
    expect([...decodeInfo(answer, 2, answer.length - 2, ['node', 'build'])]).toEqual([
      ['node', 'BB9'],
      ['build', '8.1.2.0'],
      ['unknown', ''],
      ['empty', ''],
      ['with', 'two\ttabs'],
    ])
  })

  test('the answer to one command is all that follows it, line breaks and tabs too', () => {
    const of = (command: string, text: string) => [
      ...decodeInfo(Buffer.from(text), 0, Buffer.byteLength(text), [command]),
    ]
    expect(of('sets', 'sets\tns=test:set=a\nsets\tb:objects=1;\n')).toEqual([
      ['sets', 'ns=test:set=a\nsets\tb:objects=1;'],
    ])
    expect(of('truncate:set=a\tb', 'truncate:set=a\tb\tok\n')).toEqual([['truncate:set=a\tb', 'ok']])
    expect(of('sets', 'sets\t\n')).toEqual([['sets', '']])
    expect(of('sets', 'sets\tcut')).toEqual([['sets', 'cut']])
    expect(of('sets', 'other\tx\n')).toEqual([['other', 'x']])
  })

  test('a command may hold a tab itself', () => {
    const asked = ['node', 'sets/test/a\tb', 'build']
    const answer = Buffer.from('node\tBB9\nsets/test/a\tb\tobjects=1\nbuild\t8.1.2.0\n')
    expect([...decodeInfo(answer, 0, answer.length, asked)]).toEqual([
      ['node', 'BB9'],
      ['sets/test/a\tb', 'objects=1'],
      ['build', '8.1.2.0'],
    ])
  })

  test.each([
    ['ERROR:4:bad parameter', 4, 'bad parameter'],
    ['ERROR::no code', 1, 'no code'],
    ['ERROR:no code', 1, 'no code'],
    ['ERROR', 1, ''],
    ['ERROR:4', 4, ''],
    ['ERROR:-1:negative', -1, 'negative'],
    ['ERROR:-odd', 1, '-odd'],
    ['ERROR:4:a:b', 4, 'a:b'],
    ['ERROR:4 things', 1, '4 things'],
    ['FAIL:201:no index', 201, 'no index'],
    ['fail', 1, ''],
    ['error=compile_error', 1, 'compile_error'],
    ['error:80:not authenticated', 80, 'not authenticated'],
  ])('%s is a refusal', (answer, resultCode, message) => {
    expect(infoFailure(answer)).toEqual({ resultCode, message })
  })

  test.each([
    '',
    'ok',
    'failed_best_practices=false',
    'fail_key_busy=0;x=1',
    'errors=3',
    'error-rate=1',
    'a=ERROR:4:x',
  ])('%s is no refusal', (answer) => {
    expect(infoFailure(answer)).toBeUndefined()
  })

  test('pairs', () => {
    expect([...parsePairs('a=1;b=;d=x=y;;')]).toEqual([
      ['a', '1'],
      ['b', ''],
      ['d', 'x=y'],
    ])
    expect([...parsePairs('file=/a;b;c;next=1;')]).toEqual([
      ['file', '/a;b;c'],
      ['next', '1'],
    ])
    expect([...parsePairs('alone')]).toEqual([['alone', '']])
    expect(parsePairs('').size).toBe(0)
  })

  test('counts', () => {
    expect(parseCount('0', 'x')).toBe(0)
    expect(parseCount('4096', 'x')).toBe(4096)
    expect(parseCount('-1', 'x')).toBe(-1)
    for (const text of [undefined, '', ' ', '0x10', '1e3', '1.5', '12a', 'NaN', '9007199254740993']) {
      expect(() => parseCount(text, 'generation')).toThrow(ProtocolError)
    }
  })

  test('a frame beyond what the server takes is refused before it is sent', () => {
    const writer = new Writer(16)
    const mark = beginFrame(writer)
    writer.position += PROTO_BODY_MAX
    endFrame(writer, mark, 3)
    expect(writer.buffer.toString('hex', 0, 8)).toBe('0203000008000000')
    writer.position++
    expect(() => {
      endFrame(writer, mark, 3)
    }).toThrow(ArgumentError)
    expect(() => {
      endFrame(writer, mark, 3)
    }).toThrow(AerospikeError)
  })
})
