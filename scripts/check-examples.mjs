// Every value that the package exports has an `@example`, also each function of `lists`, `exp` and the like; a test runs them.
// Usage: node scripts/check-examples.mjs [SRC_DIR]
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportedValues } from './examples.mjs'

const src = resolve(process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url)))
const values = exportedValues(src)
const errors = values.filter(({ hasExample }) => !hasExample)
for (const { entry, name } of errors) console.error(`error: ${entry}: ${name} has no @example`)
if (values.length === 0) console.error(`error: ${src} exports nothing`)
else if (errors.length === 0) console.log(`examples: ${values.length} values, each with one`)
process.exitCode = values.length > 0 && errors.length === 0 ? 0 : 1
