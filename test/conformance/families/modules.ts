import type { Family, Step } from '../scenario.ts'

const SOURCE = 'function one(record)\n  return 1\nend\n'
const OTHER = 'function two(record) return 2 end'
const inBase64 = (source: string): string => Buffer.from(source).toString('base64')
const put = (name: string, more: string): Step => ['info', `udf-put:filename=${name};${more}`]
const content = (source: string): string =>
  `content=${inBase64(source)};content-len=${inBase64(source).length}`

const kept: Record<string, Step[]> = {
  'text, listed and given back': [
    ['register', 'm$run.lua', SOURCE],
    ['listUdfs'],
    ['getUdf', 'm$run.lua'],
    ['removeUdf', 'm$run.lua'],
    ['listUdfs'],
    ['getUdf', 'm$run.lua'],
  ],
  bytes: [
    ['register', 'm$run.lua', Buffer.from(SOURCE)],
    ['getUdf', 'm$run.lua'],
  ],
  'several modules': [
    ['register', 'a$run.lua', SOURCE],
    ['register', 'b$run.lua', OTHER],
    ['listUdfs'],
    ['removeUdf', 'a$run.lua'],
    ['listUdfs'],
  ],
  'the same again': [
    ['register', 'm$run.lua', SOURCE],
    ['register', 'm$run.lua', SOURCE],
    ['listUdfs'],
    ['getUdf', 'm$run.lua'],
  ],
  'another source in its place': [
    ['register', 'm$run.lua', SOURCE],
    ['register', 'm$run.lua', OTHER],
    ['listUdfs'],
    ['getUdf', 'm$run.lua'],
  ],
  'a hash that tells sources apart': [
    ['register', 'conformance-same.lua', SOURCE],
    ['listUdfs'],
    ['register', 'conformance-same.lua', OTHER],
    ['listUdfs'],
  ],
  'none of that name': [
    ['getUdf', 'nowhere$run.lua'],
    ['removeUdf', 'nowhere$run.lua'],
  ],
  'text beyond ASCII': [
    ['register', 'm$run.lua', '-- Grüße, 你好, 🎉\nfunction one(record) return "é" end'],
    ['getUdf', 'm$run.lua'],
  ],
  'line ends of other systems': [
    ['register', 'm$run.lua', 'function one(record)\r\n\treturn 1\r\nend\r\n'],
    ['getUdf', 'm$run.lua'],
  ],
  'a module of spaces': [
    ['register', 'm$run.lua', ' \n\t'],
    ['getUdf', 'm$run.lua'],
  ],
  'a large module': [
    ['register', 'm$run.lua', `-- ${'x'.repeat(200_000)}\n${SOURCE}`],
    ['getUdf', 'm$run.lua'],
  ],
  'names of all kinds': [
    ['register', 'two words $run.lua', SOURCE],
    ['register', 'm$run.other', SOURCE],
    ['register', 'm.$run.lua', SOURCE],
    ['register', 'mü$run.lua', SOURCE],
    ['listUdfs'],
    ['getUdf', 'two words $run.lua'],
    ['getUdf', 'm$run.other'],
    ['getUdf', 'm.$run.lua'],
    ['getUdf', 'mü$run.lua'],
  ],
}

const asked: Record<string, Step[]> = {
  'names that are wrong': [
    put('m$run', content(SOURCE)),
    put('.lua', content(SOURCE)),
    put('m$run.', content(SOURCE)),
    put(`${'n'.repeat(124)}.lua`, content(SOURCE)),
    ['info', 'udf-put'],
    ['info', `udf-put:${content(SOURCE)}`],
    ['info', 'udf-get'],
    ['info', 'udf-remove'],
    ['listUdfs'],
  ],
  'contents that are wrong': [
    put('m$run.lua', 'content=;content-len=0'),
    put('m$run.lua', 'content-len=4'),
    put('m$run.lua', `content=${inBase64(SOURCE)}`),
    put('m$run.lua', `content=${inBase64(SOURCE)};content-len=4`),
    put('m$run.lua', `content=${inBase64(SOURCE)};content-len=400`),
    put('m$run.lua', `content=${inBase64(SOURCE)};content-len=many`),
    put('m$run.lua', 'content=abcde;content-len=5'),
    put('m$run.lua', 'content=!!!!;content-len=4'),
    put('m$run.lua', 'content=AA==AA==;content-len=8'),
    put('m$run.lua', 'content=====;content-len=4'),
    ['listUdfs'],
  ],
  'types that are wrong': [
    put('m$run.lua', `${content(SOURCE)};udf-type=PYTHON`),
    put('m$run.lua', `${content(SOURCE)};udf-type=`),
    put('m$run.lua', `${content(SOURCE)};udf-type=${'L'.repeat(40)}`),
    ['listUdfs'],
  ],
  'a folder in the name, which cannot be kept': [
    put('nowhere$run/m.lua', content(SOURCE)),
    ['info', 'udf-get:filename=nowhere$run/m.lua'],
    ['listUdfs'],
    ['info', 'udf-remove:filename=nowhere$run/m.lua'],
    ['listUdfs'],
  ],
}

export const modules: Family = { name: 'modules', scenarios: { ...kept, ...asked } }
