import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const NAMED_EXPORTS_ONLY = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name is the same everywhere and can be searched for.',
}
const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'Use an `as const` table and a union of its values.',
}
const NO_STAR = {
  selector: 'ExportAllDeclaration[exported=null]',
  message: 'List what is exported, so that nothing becomes public by accident.',
}

/** Classes whose instances come from other realms, or from another copy of the package. */
const MANY_REALMS = [
  ...Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name)),
  ...'ContextStep Double Expression Filter ForeignBlob GeoJSON HyperLogLog Key Marker MsgpackExtension OrderedList OrderedMap'.split(
    ' ',
  ),
]
const NO_INSTANCEOF = {
  selector: `BinaryExpression[operator="instanceof"][right.name=/^(${MANY_REALMS.join('|')})$/]`,
  message: "Tell kinds by src/kinds.ts: values of another realm are no instances of this one's classes.",
}
const NO_IS_BUFFER = {
  selector: 'CallExpression[callee.object.name="Buffer"][callee.property.name="isBuffer"]',
  message: 'It is an instanceof: tell bytes by isBytes of src/kinds.ts.',
}

/** Test runners put others in their place, which stand still. */
const NO_GLOBAL_TIMERS = [
  'error',
  ...'clearImmediate clearInterval clearTimeout performance queueMicrotask setImmediate setInterval setTimeout'
    .split(' ')
    .map((name) => ({ name, message: 'Take it from src/timers.ts, where no test runner replaces it.' })),
]

const NODE_GLOBALS = Object.fromEntries(
  'AbortController AbortSignal Buffer TextDecoder TextEncoder URL clearInterval clearTimeout console fetch performance process setImmediate setInterval setTimeout'
    .split(' ')
    .map((name) => [name, 'readonly']),
)

export default defineConfig(
  globalIgnores(['dist/', '.dist-*/', 'coverage/', 'test/peers/', 'test/package/', 'test/matrix/types/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_ENUM],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An AbortSignal's reason is whatever the caller put there, and it must come out unchanged.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      // `get<User>()`: the caller names the type, so it stands in the signature once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `async` without `await` turns a throw into a rejection, which promise-only methods rely on.
      '@typescript-eslint/require-await': 'off',
      // Hot loops declare their registers up front.
      'no-useless-assignment': 'off',
      // The compiler checks this already (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_ENUM, NO_INSTANCEOF, NO_IS_BUFFER],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**', 'src/view/**', 'src/timers.ts'],
    rules: { 'no-restricted-globals': NO_GLOBAL_TIMERS },
  },
  {
    files: ['src/kinds.ts'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_ENUM] },
  },
  {
    files: ['src/index.ts', 'src/testing/index.ts'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY, NO_ENUM, NO_STAR] },
  },
  { files: ['src/cli.ts'], rules: { 'no-console': 'off' } },
  {
    // A wrong assumption in a test fails that test, which is what a test is for.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: NODE_GLOBALS },
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS_ONLY] },
  },
  {
    // Run by jest and mocha.
    files: ['test/runners/programs/*.cjs'],
    languageOptions: { globals: { expect: 'readonly', it: 'readonly', jest: 'readonly', test: 'writable' } },
  },
  { files: ['*.config.ts', '*.config.js'], rules: { 'no-restricted-syntax': ['error', NO_ENUM] } },
)
