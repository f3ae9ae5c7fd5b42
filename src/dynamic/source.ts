import { clientError, quoteName } from '../errors/index.ts'

/** Gives the package that reads YAML, as an `import()` of it does. */
export type YamlLoader = () => Promise<unknown>

interface YamlPackage {
  readonly parse: (text: string) => unknown
}

// Not written into the import: a bundler would look for the package, which most users do not have.
const PACKAGE = 'yaml'
const importYaml: YamlLoader = () => import(/* webpackIgnore: true */ /* @vite-ignore */ PACKAGE)

/** A configuration in a file. */
export class ConfigFile {
  /** As it was given. */
  readonly path: string
  readonly #load: YamlLoader
  #seen = ''

  /**
   * @param path a path, or a URL of the scheme `file:`
   * @throws ArgumentError `INVALID_OPTION` for another scheme
   */
  constructor(path: string, load: YamlLoader = importYaml) {
    if (SCHEME.test(path) && !path.startsWith(FILE)) throw wrongScheme(path)
    this.path = path
    this.#load = load
  }

  /**
   * What it says, when it was changed since it was last asked; undefined when it was not.
   * @throws ArgumentError `YAML_NOT_INSTALLED`, `INVALID_CONFIG` for a file that cannot be read
   */
  async read(): Promise<{ readonly document: unknown } | undefined> {
    const { parse } = await this.#yaml()
    try {
      // Loaded when needed: most clients have no such file.
      const { readFile, stat } = await import('node:fs/promises')
      const path = await pathOf(this.path)
      const { mtimeMs, size, ino } = await stat(path)
      const seen = `${mtimeMs} ${size} ${ino}`
      if (seen === this.#seen) return undefined
      const text = await readFile(path, 'utf8')
      // A file that cannot be read is looked at again when it has changed.
      this.#seen = seen
      return { document: parse(text) }
    } catch (cause) {
      throw clientError('INVALID_CONFIG', `${this.path}: ${(cause as Error).message}`, { cause })
    }
  }

  async #yaml(): Promise<YamlPackage> {
    const imported = (await this.#load().catch(notInstalled)) as Partial<YamlPackage> & {
      readonly default?: YamlPackage
    }
    const parse = imported.parse ?? imported.default?.parse
    return parse === undefined ? notInstalled(undefined) : { parse }
  }
}

const SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i
const FILE = 'file://'

/** The path that a text stands for. In the other clients' examples the authority of a URL is a part of it: `file://etc/client.yaml`. */
export async function pathOf(text: string): Promise<string> {
  if (!text.startsWith(FILE)) return text
  if (!text.startsWith(`${FILE}/`)) return text.slice(FILE.length)
  const { fileURLToPath } = await import('node:url')
  return fileURLToPath(text)
}

function wrongScheme(path: string): Error {
  return clientError('INVALID_OPTION', `configProvider: ${quoteName(path)} is neither a path nor a file: URL`)
}

function notInstalled(cause: unknown): never {
  throw clientError('YAML_NOT_INSTALLED', 'A dynamic configuration needs a package that reads YAML', {
    hint: 'npm install yaml',
    cause,
  })
}
