import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { httpUrl, keys, recoveryMeans, type Key } from './config-keys.ts'

/** A configuration value that is wrong: its message names the key, what it was and what is allowed. */
export class ConfigError extends Error {}

const modelSettings = z
  .strictObject({
    temperature: z.number().min(0).max(2),
    maxOutputTokens: z.int().min(1),
    contextTokens: z.int().min(256),
    instructions: z.string(),
    recovery: recoveryMeans,
  })
  .partial()

const fileOnly = {
  /** By `provider/model`. */
  models: z.record(z.string(), modelSettings),
  /** A name of your own for a model. */
  aliases: z.record(z.string(), z.string()),
  /** Vendors by their AI SDK packages, by the name that they get here. */
  packages: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]*$/),
    z.strictObject({
      package: z.string().min(1),
      factory: z.string().min(1),
      options: z.record(z.string(), z.unknown()).default({}),
      models: z.tuple([z.string().min(1)], z.string().min(1)),
    }),
  ),
}

type Values = { [Name in keyof typeof keys]?: z.infer<(typeof keys)[Name]['schema']> }

export interface ServerAddress {
  name: string
  baseUrl: string
  apiKey: string | undefined
}

export type Config = ReturnType<typeof readConfig>

/** Everything that the environment, a `.env` file and the configuration file say, in that order of precedence; validated and frozen. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, folder = process.cwd()) {
  const raw = { ...present(readDotEnv(folder)), ...present(environment) }
  const file = readFile(folder, raw.PARLEY_CONFIG)
  const values: Values = validate({ ...present(file.keys), ...raw })
  const production = values.NODE_ENV === 'production'

  return Object.freeze({
    production,
    port: values.PORT,
    host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    dataFolder: resolve(folder, values.PARLEY_DATA ?? '.parley'),
    openai: openAi(values),
    gemini: vendor(values.GEMINI_API_KEY, values.GEMINI_BASE_URL, values.GEMINI_MODEL),
    anthropic: vendor(values.ANTHROPIC_API_KEY, values.ANTHROPIC_BASE_URL, values.ANTHROPIC_MODEL),
    servers: readServers(values.PARLEY_SERVERS ?? '', { ...present(file.keys), ...raw }),
    defaultModel: values.PARLEY_DEFAULT_MODEL,
    packages: Object.entries(file.packages).map(([name, settings]) => ({ name, ...settings })),
    aliases: file.aliases,
    models: file.models,
    detect: values.PARLEY_DETECT ?? !production,
    demo: values.PARLEY_DEMO ?? !production,
    anonymous: values.PARLEY_ANONYMOUS ?? !production,
    instructions: values.PARLEY_INSTRUCTIONS || undefined,
    recovery: values.PARLEY_RECOVERY ?? 'rejoin',
    writing: {
      atOnce: values.PARLEY_MAX_REPLIES ?? 500,
      atOncePerViewer: values.PARLEY_MAX_REPLIES_PER_VIEWER ?? 20,
      waiting: values.PARLEY_MAX_WAITING ?? 1_000,
      // No viewer takes more than a tenth of the room to wait in.
      waitingPerViewer: Math.ceil((values.PARLEY_MAX_WAITING ?? 1_000) / 10),
    },
    maxTextLength: values.PARLEY_MAX_TEXT_LENGTH ?? 32_000,
    maxBodyBytes: values.PARLEY_MAX_BODY_BYTES ?? 1_048_576,
    logLevel: values.LOG_LEVEL ?? 'info',
  })
}

/** Each key as the documentation shows it. */
export function describeConfig(): { name: string; default: string; meaning: string }[] {
  return Object.entries(keys).map(([name, { default: fallback, meaning }]) => ({ name, default: fallback, meaning }))
}

function validate(raw: Record<string, string | undefined>): Values {
  const values: Record<string, unknown> = {}
  for (const [name, key] of Object.entries(keys) as [string, Key][]) {
    const text = raw[name]
    if (text === undefined) continue
    const result = key.schema.safeParse(text)
    if (!result.success) {
      const allowed = result.error.issues.map(({ message }) => message).join('; ')
      throw new ConfigError(`${name} is ${key.secret ? 'not valid' : JSON.stringify(text)}. Allowed: ${allowed}.`)
    }
    values[name] = result.data
  }
  return values
}

/** An empty variable is one that is not set. */
function present(raw: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(raw).filter((entry): entry is [string, string] => !!entry[1]))
}

function openAi({ OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, OPENAI_API: api }: Values) {
  const openai = vendor(OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL)
  return openai && { ...openai, api }
}

function vendor(apiKey: string | undefined, baseUrl: string | undefined, model: string | undefined) {
  return apiKey === undefined ? undefined : { apiKey, baseUrl, model }
}

function readDotEnv(folder: string): Record<string, string | undefined> {
  const path = resolve(folder, '.env')
  return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {}
}

const configFile = z
  .object({ $schema: z.string(), ...fileOnly })
  .partial()
  .catchall(z.union([z.string(), z.number(), z.boolean()]))

function readFile(folder: string, name: string | undefined) {
  const path = resolve(folder, name ?? 'parley.config.json')
  if (!existsSync(path)) {
    if (name !== undefined)
      throw new ConfigError(`PARLEY_CONFIG is ${JSON.stringify(name)}, but there is no such file.`)
    return { keys: {}, models: {}, aliases: {}, packages: {} }
  }
  const { models = {}, aliases = {}, packages = {}, $schema: _, ...rest } = parseFile(path)
  const unknown = Object.keys(rest).find((key) => !(key in keys) && !key.endsWith('_API_KEY'))
  if (unknown) throw new ConfigError(`${path}: ${unknown} is no key of Parley's. See the table in README.md.`)
  const texts = Object.entries(rest).map(([key, value]) => [key, String(value)])
  return { keys: Object.fromEntries(texts) as Record<string, string>, models, aliases, packages }
}

function parseFile(path: string) {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(`${path} is not JSON: ${(error as Error).message}`)
  }
  const result = configFile.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path.join('.') || 'the file'
  throw new ConfigError(`${path}: ${place}${printable(json, issue?.path ?? [])}: ${issue?.message}.`)
}

/** What stands at a place of the file, where it is short and no secret. */
function printable(json: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], json)
  const isSecret = path.some((key) => /key|secret|token|password/i.test(String(key)))
  return isSecret || value === undefined || typeof value === 'object' ? '' : ` is ${JSON.stringify(value)}`
}

function readServers(text: string, raw: Record<string, string>): ServerAddress[] {
  const servers = text.split(',').filter((part) => part.trim() !== '')
  const taken = new Set(['openai', 'gemini', 'anthropic', 'demo'])
  return servers.map((server) => {
    const [, name, url] = /^\s*([a-z][a-z0-9_-]*)\s*=\s*(\S+)\s*$/.exec(server) ?? []
    const baseUrl = httpUrl.safeParse(url)
    if (name === undefined || !baseUrl.success || taken.has(name)) {
      throw new ConfigError(
        `PARLEY_SERVERS has ${JSON.stringify(server.trim())}. Allowed: name=url, the name in small letters and used once, the url http:// or https://.`,
      )
    }
    taken.add(name)
    return { name, baseUrl: baseUrl.data, apiKey: raw[`${name.toUpperCase().replaceAll('-', '_')}_API_KEY`] }
  })
}
