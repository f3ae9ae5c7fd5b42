import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigFile, pathOf } from '../../../src/dynamic/source.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
  path = join(folder, 'client.yaml')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('a file is given once, and again when it has changed', async () => {
  writeFileSync(path, 'version: 1.0.0')
  const file = new ConfigFile(path)
  expect(await file.read()).toEqual({ document: { version: '1.0.0' } })
  expect(await file.read()).toBeUndefined()
  writeFileSync(path, 'version: 1.0.0\ndynamic: {}')
  expect(await file.read()).toEqual({ document: { version: '1.0.0', dynamic: {} } })
})

test('a path may be a URL of a file, with an authority or without', async () => {
  expect(await pathOf(path)).toBe(path)
  expect(await pathOf(pathToFileURL(path).href)).toBe(path)
  expect(await pathOf('file://conf/client.yaml')).toBe('conf/client.yaml')
  expect(() => new ConfigFile('https://host/client.yaml')).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }) as Error,
  )
})

test('one that is not there, or is no YAML, is an error that names it', async () => {
  const file = new ConfigFile(path)
  const wrong = { code: 'INVALID_CONFIG', message: expect.stringContaining(path) as string }
  await expect(file.read()).rejects.toMatchObject(wrong)
  writeFileSync(path, 'a: [1')
  await expect(file.read()).rejects.toMatchObject(wrong)
  // Looked at again when it has changed only.
  expect(await file.read()).toBeUndefined()
})

test('without the package it says what to install', async () => {
  writeFileSync(path, 'a: 1')
  const missing = {
    code: 'YAML_NOT_INSTALLED',
    message: expect.stringContaining('npm install yaml') as string,
  }
  const absent = new ConfigFile(path, () => Promise.reject(new Error('Cannot find package')))
  await expect(absent.read()).rejects.toMatchObject(missing)
  await expect(new ConfigFile(path, () => Promise.resolve({})).read()).rejects.toMatchObject(missing)
  const wrapped = new ConfigFile(path, () => Promise.resolve({ default: { parse: () => 7 } }))
  expect(await wrapped.read()).toEqual({ document: 7 })
})
