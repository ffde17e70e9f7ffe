/** The directions of the house, as walls. Tests, and the fuzz and fault runs that are some, may look behind any wall of their own workspace. */

const TESTS = String.raw`\.test\.ts$|/test/|^server/src/(faults|documents/fuzz)/`

/** What one capability may know of another, by its type: its plugin, and who is asking. */
const MET_AS_TYPES = String.raw`^server/src/([^/]+/plugin|identity/identity)\.ts$`

/** Between two workspaces: only the arrows named here exist. */
const arrow = (from, to) => ({
  name: `${from}-imports-only-${to.length ? to.join('-and-') : 'itself'}`,
  comment: 'web → shared ← db ← server, server → shared, e2e → shared',
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: `^(shared|db|server|web|e2e)/`, pathNot: `^(${[from, ...to].join('|')})/` },
})

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: { path: '(.+)' },
      // A type alone makes no cycle when the program runs, and a component may draw itself again inside itself.
      to: { circular: true, pathNot: '^$1$', viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports it and it imports nobody: delete it, or name it as an entry.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^web/src/(routes|app|env)', '^e2e/', `^[^/]+/[^/]+\\.config\\.ts$`, TESTS],
      },
      to: {},
    },
    {
      name: 'everything-resolves',
      comment: "It is not there: a name is wrong, or a package is not in the folder's package.json.",
      severity: 'error',
      from: {},
      // SvelteKit makes up its $ modules, and vite-plugin-svelte the types beside them.
      to: { couldNotResolve: true, pathNot: '^(\\$|\\./\\$types)' },
    },
    {
      name: 'packages-are-declared',
      comment: "It works here only because another workspace installed it: add it to this folder's package.json.",
      severity: 'error',
      from: { pathNot: '^[^/]+$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'what-ships-is-no-dev-dependency',
      comment: 'An installation without devDependencies would break here.',
      severity: 'error',
      from: { path: '^(shared|db|server)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what-ships-imports-no-tests',
      severity: 'error',
      from: { path: '^(shared|db|server|web)/src/', pathNot: TESTS },
      to: { path: TESTS, pathNot: 'node_modules' },
    },
    arrow('shared', []),
    arrow('db', ['shared']),
    arrow('server', ['shared', 'db']),
    arrow('web', ['shared']),
    arrow('e2e', ['shared']),
    {
      name: 'capabilities-keep-to-themselves',
      comment: "Reach another capability through its plugin's decorator, or through an event; its inside is its own.",
      severity: 'error',
      from: { path: '^server/src/([^/]+)/', pathNot: [TESTS, '^server/src/platform/'] },
      to: {
        path: '^server/src/[^/]+/',
        pathNot: ['^server/src/$1/', '^server/src/(platform|commands|errors)/', MET_AS_TYPES],
      },
    },
    {
      name: 'plugins-are-met-as-types',
      comment: 'Only app.ts puts plugins together; a capability may know another by its type.',
      severity: 'error',
      from: { path: '^server/src/([^/]+)/', pathNot: [TESTS] },
      to: {
        path: MET_AS_TYPES,
        pathNot: '^server/src/$1/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'platform-knows-no-capability',
      severity: 'error',
      from: { path: '^server/src/platform/', pathNot: TESTS },
      to: { path: '^server/src/[^/]+/', pathNot: ['^server/src/platform/'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    // Vitest and the other tools are the root's, for every folder.
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|\\.svelte-kit|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
    },
  },
}
