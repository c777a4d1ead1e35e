// Who may import whom. The folders of src/ stand in layers; each imports only what stands to its right:
//
//   main, compose ─► api ─► chat ─► nouns ─► mechanisms ─► policy

const verbs = 'chat'
const nouns = 'access|conversation|reply|viewer-events'
const mechanisms = 'provider|reply-log'
const primitives = 'policy'
const wiring = '^src/(main|compose)[.]ts$'
const tests = '[.]test[.]tsx?$'

/** @param {string} folders */
const inside = (folders) => `^src/(${folders})/`

// A package that is not installed stands there by its bare name.
/** @param {...string} names */
const packages = (...names) => `((^|/)node_modules/(@types/)?|^)(${names.join('|')})(/|$)`

const layers = [
  {
    name: 'folders-have-a-layer',
    comment:
      'A new folder of src/ is named here as verb, noun, mechanism or primitive, so that it has a place in the order.',
    severity: 'error',
    from: { path: '^src/[^/]+/', pathNot: inside(`api|database|${verbs}|${nouns}|${mechanisms}|${primitives}`) },
    to: {},
  },
  {
    name: 'wiring-is-on-top',
    comment: 'main.ts and compose.ts know everybody; nobody knows them.',
    severity: 'error',
    from: { path: '^src/', pathNot: [wiring, tests] },
    to: { path: wiring },
  },
  {
    name: 'api-is-the-edge',
    comment: 'Only the wiring knows that there is GraphQL.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/api/', wiring, tests] },
    to: { path: '^src/api/' },
  },
  {
    name: 'verbs-above-nouns',
    comment: 'A noun, a mechanism and a primitive do not know what viewers do with them.',
    severity: 'error',
    from: { path: inside(`database|${nouns}|${mechanisms}|${primitives}`) },
    to: { path: inside(verbs) },
  },
  {
    name: 'nouns-above-mechanisms',
    comment: 'A mechanism takes what it needs as plain values and knows no rows.',
    severity: 'error',
    from: { path: inside(`${mechanisms}|${primitives}`) },
    to: { path: inside(nouns) },
  },
  {
    name: 'mechanisms-above-primitives',
    comment: 'policy/ has never heard of chat.',
    severity: 'error',
    from: { path: inside(primitives) },
    to: { path: '^src/', pathNot: [inside(primitives), '^src/errors[.]ts$'] },
  },
  {
    name: 'mechanisms-are-strangers',
    comment: 'The reply log does not know who writes, the providers do not know where it goes.',
    severity: 'error',
    from: { path: inside(`(${mechanisms})`) },
    to: { path: inside(mechanisms), pathNot: '^src/$1/' },
  },
  {
    name: 'database-is-handed-in',
    comment: 'Verbs, nouns and mechanisms are given a connection; only the wiring makes one.',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/database/', wiring, tests] },
    to: { path: '^src/database/' },
  },
  {
    name: 'database-knows-rows-only',
    comment: 'Of the nouns, the data source lists the entities.',
    severity: 'error',
    from: { path: '^src/database/', pathNot: tests },
    to: { path: inside(`api|${verbs}|${nouns}|${mechanisms}|${primitives}`), pathNot: '[.]entity[.]ts$' },
  },
  {
    name: 'settings-are-handed-in',
    comment: 'Only the wiring reads the configuration; everybody else takes plain options. Its types may be named.',
    severity: 'error',
    from: { path: '^src/', pathNot: [wiring, '^src/config[.]', '^src/config/'] },
    to: { path: '^src/config[.]ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'everybody-may-import-these',
    comment: 'errors.ts and logger.ts stand below everything, so they know nobody.',
    severity: 'error',
    from: { path: '^src/(errors|logger)[.]ts$' },
    to: { path: '^src/' },
  },
]

const quarantine = [
  only('graphql-in-api', '^src/api/', {
    comment: 'GraphQL and HTTP end at the edge.',
    packages: [
      'graphql',
      'graphql-[^/]+',
      '@apollo/server',
      'type-graphql',
      'ws',
      'dataloader',
      'fastify',
      '@fastify/[^/]+',
      '@as-integrations/[^/]+',
    ],
    // The wiring names the type of the server that it hands on.
    exceptTypesIn: wiring,
  }),
  only('typeorm-in-rows-and-stores', ['[.]entity[.]ts$', '-store[.]ts$', '^src/database/'], {
    comment: 'Queries live in stores. A verb may name the data source whose transaction it opens.',
    packages: ['typeorm'],
    exceptTypesIn: [wiring, inside(verbs)],
  }),
  only('pg-in-database', '^src/database/', { comment: 'One folder knows the driver.', packages: ['pg'] }),
  only('vendors-in-provider', '^src/provider/', {
    comment: 'A vendor ends at its adapter.',
    packages: ['@ai-sdk/[^/]+', 'undici', 'eventsource-parser'],
  }),
  only('search-in-the-demo', '^src/provider/demo/', {
    comment: 'Only the demo provider searches.',
    packages: ['minisearch'],
  }),
  only('tokens-in-access', '^src/access/', { comment: 'One folder signs and verifies.', packages: ['jose'] }),
  only('redis-in-one-file', '^src/reply-log/redis-client[.]ts$', {
    comment: 'One file knows the Redis client.',
    packages: ['ioredis', 'redis', '@redis/[^/]+'],
  }),
]

const houses = [
  apart('server-alone', '^src/', '^(web|packages|test|scripts|bench|examples)/'),
  apart('web-alone', '^web/', '^(src|test|scripts|bench|examples)/'),
  apart('examples-alone', '^examples/', '^(src|web|test|scripts|bench)/'),
  // Whoever is a client may use it; it knows none of them.
  apart('packages-alone', '^packages/', '^(src|web|test|scripts|bench|examples)/'),
  {
    name: 'tests-are-not-imported',
    comment: 'What two tests share belongs in test/kit.',
    severity: 'error',
    from: {},
    to: { path: tests },
  },
]

const hygiene = [
  {
    name: 'no-cycles',
    comment: 'Not even of types: a cycle is two files that are one.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that imports nothing and that nothing imports is left over, or is missing from the entries.',
    severity: 'error',
    from: { orphan: true, pathNot: ['[.]d[.]ts$', '(^|/)[^/]+[.]config[.][^/]+$', '^test/fixture/', '^web/public/'] },
    to: {},
  },
  {
    name: 'resolvable',
    comment: 'The import leads nowhere.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'packages-are-listed',
    comment: 'The package is not in package.json, so that only luck installs it.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'server-needs-no-tools',
    comment: 'The server runs after `npm ci --omit=dev`.',
    severity: 'error',
    from: { path: '^src/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'file-names',
    comment: 'Files are named in kebab-case for what they are or do; utils, helper, service and manager say neither.',
    severity: 'error',
    from: {},
    to: {
      path: ['[A-Z_][^/]*$', '[-./](utils?|helpers?|services?|managers?|impl)[./-]'],
      pathNot: ['node_modules', '(^|/)generated/'],
      dependencyTypesNot: ['core'],
    },
  },
]

/**
 * A package that some files may import and all others of src/ may not.
 * @param {string} name
 * @param {string | string[]} where
 * @param {{ comment: string, packages: string[], exceptTypesIn?: string | string[] }} rule
 */
function only(name, where, { comment, packages: names, exceptTypesIn = [] }) {
  const elsewhere = { path: '^src/', pathNot: [where, tests].flat() }
  const typesElsewhere = { path: '^src/', pathNot: [where, tests, exceptTypesIn].flat() }
  const to = { path: packages(...names) }
  return [
    { name, comment, severity: 'error', from: elsewhere, to: { ...to, dependencyTypesNot: ['type-only'] } },
    { name, comment, severity: 'error', from: typesElsewhere, to: { ...to, dependencyTypes: ['type-only'] } },
  ]
}

/**
 * Two houses of one street: they share the contract, not code. Tests may use the kit.
 * @param {string} name
 * @param {string} from
 * @param {string} to
 */
function apart(name, from, to) {
  const comment = 'The server, the web client and the examples share the contract, not code.'
  return [
    { name, comment, severity: 'error', from: { path: from, pathNot: tests }, to: { path: to } },
    { name, comment, severity: 'error', from: { path: `${from}.*${tests}` }, to: { path: to, pathNot: '^test/kit/' } },
  ]
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [layers, quarantine, houses, hygiene].flat(2),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/' },
    // A package lists what it needs of its own; its tests take their tools from the repository.
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['parley-source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
