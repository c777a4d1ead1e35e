import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, describeConfig, readConfig } from './config.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (environment: Record<string, string> = {}) => readConfig(environment, folder)
const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

/** The line that a start would end with. */
function lineOf(environment: Record<string, string>): string {
  try {
    read(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('the configuration was taken')
}

describe('the configuration', () => {
  it('needs nothing, and is open then', () => {
    expect(read()).toMatchObject({
      production: false,
      port: undefined,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataFolder: join(folder, '.parley'),
      openai: undefined,
      servers: [],
      detect: true,
      demo: true,
      anonymous: true,
      maxTextLength: 32_000,
      logLevel: 'info',
    })
  })

  it('is closed in production, unless it says otherwise', () => {
    const production = { NODE_ENV: 'production' }
    expect(read(production)).toMatchObject({ host: '0.0.0.0', detect: false, demo: false, anonymous: false })
    const opened = { ...production, HOST: '::1', PARLEY_DETECT: 'on', PARLEY_DEMO: 'true', PARLEY_ANONYMOUS: '1' }
    expect(read(opened)).toMatchObject({ host: '::1', detect: true, demo: true, anonymous: true })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(read({ PORT: '', OPENAI_API_KEY: '', LOG_LEVEL: '' })).toEqual(read())
  })

  it("tells which of OpenAI's interfaces is wanted, and nothing of it without a key", () => {
    const key = { OPENAI_API_KEY: 'k' }
    expect(read(key).openai).toEqual({ apiKey: 'k', baseUrl: undefined, model: undefined, api: undefined })
    expect(read({ ...key, OPENAI_API: 'chat' }).openai).toMatchObject({ api: 'chat' })
    expect(read({ OPENAI_API: 'responses' }).openai).toBeUndefined()
  })

  it('cannot be changed', () => {
    expect(() => Object.assign(read(), { port: 1 })).toThrow(TypeError)
  })

  it('prefers the environment to .env, and that to the file', () => {
    write('.env', 'HOST=env-file\nLOG_LEVEL=debug\n')
    write('parley.config.json', { HOST: 'config-file', LOG_LEVEL: 'warn', PORT: 7_000 })
    expect(read({ HOST: 'environment' })).toMatchObject({ host: 'environment', logLevel: 'debug', port: 7_000 })
  })

  it('reads models and aliases from the file', () => {
    const models = { 'openai/small': { temperature: 0.5, maxOutputTokens: 100, contextTokens: 4_096 } }
    write('other.json', { $schema: 'x', models, aliases: { quick: 'openai/small' } })
    expect(read({ PARLEY_CONFIG: 'other.json' })).toMatchObject({ models, aliases: { quick: 'openai/small' } })
  })

  it('knows any number of servers, and their keys by their names', () => {
    const environment = {
      PARLEY_SERVERS: ' lab=http://10.0.0.5:8000/v1/ , my-box=https://box/v1 ',
      LAB_API_KEY: 'one',
      MY_BOX_API_KEY: 'two',
    }
    expect(read(environment).servers).toEqual([
      { name: 'lab', baseUrl: 'http://10.0.0.5:8000/v1', apiKey: 'one' },
      { name: 'my-box', baseUrl: 'https://box/v1', apiKey: 'two' },
    ])
  })

  it('describes every key once, with its default', () => {
    const described = describeConfig()
    expect(new Set(described.map(({ name }) => name)).size).toBe(described.length)
    for (const { default: fallback, meaning } of described) expect([fallback, meaning]).not.toContain('')
  })
})

describe('a wrong value', () => {
  it.each([
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '1e3'],
    ['PORT', ' '],
    ['OPENAI_BASE_URL', 'api.openai.com'],
    ['OPENAI_API', 'completions'],
    ['GEMINI_BASE_URL', 'ftp://x'],
    ['PARLEY_DEMO', 'maybe'],
    ['PARLEY_ANONYMOUS', 'ON'],
    ['PARLEY_MAX_TEXT_LENGTH', '0'],
    ['PARLEY_MAX_TEXT_LENGTH', '200001'],
    ['PARLEY_MAX_BODY_BYTES', '1023'],
    ['LOG_LEVEL', 'loud'],
  ])('of %s (%s) is told with what is allowed', (key, value) => {
    const line = lineOf({ [key]: value })
    expect(line).toContain(`${key} is ${JSON.stringify(value)}. Allowed: `)
    expect(line).not.toContain('\n')
    expect(line.split('Allowed: ')[1]).toMatch(/\w{2}/)
  })

  it('that may hold a password is never printed', () => {
    const line = lineOf({ DATABASE_URL: 'mysql://root:hunter2@db/x' })
    expect(line).toMatch(/^DATABASE_URL is not valid\. Allowed: .*postgres/)
    expect(line).not.toContain('hunter2')
    expect(lineOf({ REDIS_URL: 'redis+tls://:hunter2@redis' })).toMatch(/^REDIS_URL is not valid\. Allowed: .*rediss/)
  })

  it.each(['lab', 'lab=', 'lab=ftp://x', 'Lab=http://x', 'openai=http://x', 'a=http://x,a=http://y'])(
    'of PARLEY_SERVERS (%s) is told',
    (value) => {
      expect(lineOf({ PARLEY_SERVERS: value })).toMatch(/^PARLEY_SERVERS has ".*"\. Allowed: name=url/)
    },
  )

  it.each([
    ['is no JSON', '{', /parley\.config\.json is not JSON/],
    ['has a key that is none', { PROT: 1 }, /PROT is no key of Parley's/],
    ['has a setting that is none', { models: { 'openai/x': { temprature: 1 } } }, /models\.openai\/x/],
    ['has a setting out of its range', { models: { 'openai/x': { temperature: 3 } } }, /temperature.*2/],
    ['has an alias that is no name', { aliases: { quick: 1 } }, /aliases\.quick/],
    ['has a value that is wrong', { LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud"/],
  ])('of a file that %s is told', (_name, content, expected) => {
    write('parley.config.json', content)
    expect(lineOf({})).toMatch(expected)
  })

  it('of PARLEY_CONFIG that names no file is told', () => {
    expect(lineOf({ PARLEY_CONFIG: 'nowhere.json' })).toContain('PARLEY_CONFIG is "nowhere.json"')
  })
})
