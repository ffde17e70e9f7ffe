import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/**
 * One fence: what a folder may not import, and the door to take instead. dependency-cruiser holds the walls between our
 * own folders; these keep third parties where they are wrapped, and tell so in the editor.
 */
const refuse = (...fences) => ({
  'no-restricted-imports': [
    'error',
    { patterns: fences.map(({ from, instead }) => ({ regex: `^(${from.join('|')})$`, message: instead })) },
  ],
})

const NODE = { from: ['node:.*'], instead: 'This runs in browsers too: no Node modules.' }
const DATABASE = { from: ['drizzle-orm(/.*)?', 'postgres'], instead: 'SQL lives in db/: ask one of its functions.' }
const SOCKETS = { from: ['ws', 'socket\\.io'], instead: 'Sockets are wrapped in platform/, documents/ and presence/.' }
const SERVER = { from: ['fastify.*', '@fastify/.*', '@concordat/server/.*'], instead: 'HTTP lives in server/.' }
const SCREEN = { from: ['svelte(/.*)?', '@sveltejs/.*', '@tiptap/.*', 'bits-ui'], instead: 'The screen lives in web/.' }
const DB = { from: ['@concordat/db/.*'], instead: 'Ask the server over HTTP; types are in @concordat/shared.' }
const PARENTS = { from: ['(\\.\\./)+(shared|db|server|web|e2e)/.*'], instead: 'Import @concordat/… by its name.' }

/** The shapes of Yjs documents are spelled in one place. */
const NO_DOCUMENT_ROOTS = {
  selector: "CallExpression[callee.property.name=/^get(Map|Array|Text|XmlFragment)$/][callee.object.name='doc']",
  message: 'Only shared/src/documents knows the roots of a document: use its functions.',
}
const NO_ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read once, in server/src/config.ts.',
}
/** A second, which is its own limit, is too little for a machine with much else to do: twice a build failed for that alone. */
const NO_HURRY = {
  selector: "CallExpression[callee.object.name='vi'][callee.property.name='waitFor'][arguments.length=1]",
  message: 'Say how long: `eventually` of server/src/test/patience.ts, `expect.poll`, or a time-out of its own.',
}

export default ts.config(
  {
    ignores: [
      '**/build/',
      '**/.svelte-kit/',
      '**/node_modules/',
      '**/playwright-report/',
      '**/test-results/',
      'bench/',
      'data/',
      '.tmp/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts', 'db/drizzle.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Yjs texts say what they hold.
      '@typescript-eslint/no-base-to-string': ['error', { ignoredTypeNames: ['YText', 'YXmlText', 'YXmlElement'] }],
      // Plugins and hooks are async by contract, whether or not they have something to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // What people paste holds control characters, and taking them out needs to name them.
      'no-control-regex': 'off',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // Props are declared with let, so that $bindable ones and the others look alike.
      'prefer-const': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // Addresses are plain strings here; the app is never served below a base path.
      'svelte/no-navigation-without-resolve': 'off',
      // {' '} is how a space survives the formatter.
      'svelte/no-useless-mustaches': 'off',
      // There are no stores here, and looking for them costs time.
      'svelte/require-store-reactive-access': 'off',
      // A private map that no page reads needs no reactivity, and the rule cannot tell.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // Types a component exports are known to svelte-check only; here they look like any.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['web/src/**'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...ts.configs.disableTypeChecked },

  { files: ['shared/src/**'], rules: refuse(NODE, DATABASE, SOCKETS, SERVER, SCREEN, DB, PARENTS) },
  { files: ['db/src/**'], rules: refuse(SOCKETS, SERVER, SCREEN, PARENTS) },
  { files: ['server/src/**'], rules: refuse(DATABASE, SCREEN, SOCKETS, PARENTS) },
  {
    files: ['server/src/{platform,documents,presence,test,faults}/**', 'server/src/**/*.test.ts'],
    rules: refuse(DATABASE, SCREEN, PARENTS),
  },
  { files: ['web/src/**'], rules: refuse(NODE, DATABASE, SOCKETS, SERVER, DB, PARENTS) },
  { files: ['e2e/**'], rules: refuse(DATABASE, SERVER, SCREEN, DB, PARENTS) },

  { files: ['server/src/**', 'web/src/**'], rules: { 'no-restricted-syntax': ['error', NO_DOCUMENT_ROOTS] } },
  { files: ['server/src/**'], rules: { 'no-restricted-syntax': ['error', NO_DOCUMENT_ROOTS, NO_ENVIRONMENT] } },
  {
    files: ['server/src/config.ts', '**/*.test.ts', '**/test/**', 'server/src/{faults,documents/fuzz}/**'],
    rules: { 'no-restricted-syntax': ['error', NO_HURRY] },
  },
)
