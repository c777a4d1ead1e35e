import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Rule, the file that breaks it, and the import by which it does. */
const planted: [rule: string, file: string, code: string][] = [
  ['folders-have-a-layer', 'src/misc/thing.ts', `import '../errors.ts'`],
  ['wiring-is-on-top', 'src/chat/over-reach.ts', `import '../compose.ts'`],
  ['api-is-the-edge', 'src/chat/speak-graphql.ts', `import '../api/schema.ts'`],
  ['verbs-above-nouns', 'src/reply/act.ts', `import type { Send } from '../chat/send.ts'`],
  ['verbs-above-nouns', 'src/database/act.ts', `import '../chat/send.ts'`],
  ['nouns-above-mechanisms', 'src/reply-log/know-rows.ts', `import '../reply/reply.entity.ts'`],
  ['mechanisms-above-primitives', 'src/policy/know-chat.ts', `import '../provider/provider.ts'`],
  ['mechanisms-are-strangers', 'src/provider/peek.ts', `import '../reply-log/log.ts'`],
  ['database-is-handed-in', 'src/reply/connect.ts', `import '../database/data-source.ts'`],
  ['database-knows-rows-only', 'src/database/reach-stores.ts', `import '../reply/reply-store.ts'`],
  ['settings-are-handed-in', 'src/chat/read-settings.ts', `import { config } from '../config.ts'\nconfig`],
  ['everybody-may-import-these', 'src/errors.ts', `import './policy/retry.ts'`],
  ['graphql-in-api', 'src/chat/print.ts', `import { print } from 'graphql'\nprint`],
  [
    'graphql-in-api',
    'src/reply/name-a-type.ts',
    `import type { FastifyInstance } from 'fastify'\nexport type X = FastifyInstance`,
  ],
  ['typeorm-in-rows-and-stores', 'src/chat/query.ts', `import { In } from 'typeorm'\nIn`],
  [
    'typeorm-in-rows-and-stores',
    'src/chat/query-beside-a-type.ts',
    `import type { DataSource } from 'typeorm'\nimport { In } from 'typeorm'\nIn\nexport type X = DataSource`,
  ],
  [
    'typeorm-in-rows-and-stores',
    'src/reply/name-it.ts',
    `import type { EntityManager } from 'typeorm'\nexport type X = EntityManager`,
  ],
  ['pg-in-database', 'src/reply/drive.ts', `import pg from 'pg'\npg`],
  ['vendors-in-provider', 'src/chat/call.ts', `import { request } from 'undici'\nrequest`],
  ['search-in-the-demo', 'src/provider/search.ts', `import MiniSearch from 'minisearch'\nMiniSearch`],
  ['tokens-in-access', 'src/api/verify.ts', `import { jwtVerify } from 'jose'\njwtVerify`],
  ['redis-in-one-file', 'src/reply/remember.ts', `import type { Redis } from 'ioredis'\nexport type X = Redis`],
  ['server-alone', 'src/chat/render.ts', `import '../../web/page.ts'`],
  ['web-alone', 'web/borrow.ts', `import '../src/errors.ts'`],
  ['examples-alone', 'examples/borrow.ts', `import '../web/page.ts'`],
  ['packages-alone', 'packages/client/src/borrow.ts', `import '../../../web/page.ts'`],
  ['tests-are-not-imported', 'test/share.ts', `import './some.test.ts'`],
  // Of the two files, the first by name is blamed.
  ['no-cycles', 'src/conversation/child.ts', `import './parent.ts'\nexport type Child = string`],
  ['no-orphans', 'src/reply/left-over.ts', 'export {}'],
  ['resolvable', 'src/reply/lost.ts', `import './nowhere.ts'`],
  ['packages-are-listed', 'src/reply/lucky.ts', `import 'semver'`],
  ['server-needs-no-tools', 'src/reply/build.ts', `import 'esbuild'`],
  ['file-names', 'src/reply/camel.ts', `import './camelCase.ts'`],
  ['file-names', 'src/reply/vague.ts', `import './reply-utils.ts'`],
]

/** What they import, and imports that are allowed. */
const allowed: [file: string, code: string][] = [
  [
    'src/main.ts',
    `import './compose.ts'\nimport './config.ts'\nimport type { DataSource } from 'typeorm'\nexport type X = DataSource`,
  ],
  [
    'src/compose.ts',
    `import './api/schema.ts'\nimport './database/data-source.ts'\nimport type { FastifyInstance } from 'fastify'\nexport type X = FastifyInstance`,
  ],
  ['src/config.ts', 'export const config = {}\nexport type Config = typeof config'],
  [
    'src/api/schema.ts',
    `import 'graphql'\nimport '../chat/send.ts'\nimport type { Config } from '../config.ts'\nexport type X = Config`,
  ],
  [
    'src/chat/send.ts',
    `import '../reply/reply-store.ts'\nimport type { DataSource } from 'typeorm'\nexport type Send = DataSource`,
  ],
  [
    'src/reply/reply-store.ts',
    `import { In } from 'typeorm'\nIn\nimport './reply.entity.ts'\nimport '../reply-log/log.ts'`,
  ],
  ['src/reply/reply.entity.ts', `import { Entity } from 'typeorm'\nEntity`],
  ['src/reply-log/log.ts', `import '../policy/retry.ts'\nimport '../errors.ts'`],
  ['src/reply-log/log.test.ts', `import '../../test/kit/database.ts'\nimport './log.ts'`],
  ['src/provider/provider.ts', `import { request } from 'undici'\nrequest`],
  ['src/policy/retry.ts', 'export {}'],
  ['src/database/data-source.ts', `import pg from 'pg'\npg\nimport '../reply/reply.entity.ts'`],
  ['src/conversation/parent.ts', `import type { Child } from './child.ts'\nexport type X = Child`],
  ['src/reply/camelCase.ts', 'export {}'],
  ['src/reply/reply-utils.ts', 'export {}'],
  ['web/page.ts', 'export {}'],
  ['test/kit/database.ts', `import 'pg'`],
  ['test/some.test.ts', `import '../src/errors.ts'\nimport './kit/database.ts'`],
]

interface Violation {
  from: string
  rule: { name: string }
}

let folder: string
let violations: Violation[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-layers-'))
  for (const file of ['package.json', 'tsconfig.json']) await cp(join(root, file), join(folder, file))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [file, code] of [...allowed, ...planted.map(([, file, code]) => [file, code] as const)]) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), code)
  }
  violations = await cruise()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function cruise(): Promise<Violation[]> {
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const options = [
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'src',
    'web',
    'packages',
    'test',
    'examples',
  ]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...options], { cwd: folder, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      // It ends with the number of violations as its exit code.
      if (stdout === '') reject(new Error(stderr, { cause: error }))
      else resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations)
    })
  })
}

const rulesBrokenBy = (path: string): string[] =>
  [...new Set(violations.filter(({ from }) => from === path).map(({ rule }) => rule.name))].sort()

describe('the layers', () => {
  it.each(planted)('%s: is broken by %s', (rule, file) => {
    expect(rulesBrokenBy(file)).toContain(rule)
  })

  it('let through what the design allows', () => {
    const innocent = allowed.map(([file]) => file)
    expect(innocent.flatMap((file) => rulesBrokenBy(file).map((rule) => `${rule}: ${file}`))).toEqual([])
  })

  it('have a planted violation for each rule', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] }
    }
    const rules = new Set(config.forbidden.map(({ name }) => name))
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual([...rules].sort())
  })
})
