import { z } from 'zod'

const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], { error: '`on` or `off`' })
  .transform((value) => value === 'on' || value === 'true' || value === '1')

const wholeNumber = (from: number, to: number) => {
  const error = `a whole number from ${from} to ${to}`
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.number().min(from, error).max(to, error))
}

/** See src/reply/reply-recovery.ts for what each of them does. */
export const recoveryMeans = z.enum(['rejoin', 'continue', 'reset', 'none'], {
  error: '`rejoin`, `continue`, `reset` or `none`',
})

export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'an http:// or https:// URL' })
  .transform((url) => url.replace(/\/+$/, ''))
const secret = z.string().min(1)

export interface Key {
  schema: z.ZodType
  /** As the table of keys says it. */
  default: string
  meaning: string
  /** Its value must never be printed. */
  secret?: true
}

/** Every key, in the order in which they are documented. */
export const keys = {
  PORT: {
    schema: wholeNumber(0, 65_535),
    default: '4000, or the next free one',
    meaning: 'Where HTTP and WebSocket listen. A port that is set and taken is an error; 0 takes any free one.',
  },
  HOST: {
    schema: z.string().min(1),
    default: '127.0.0.1; 0.0.0.0 where NODE_ENV=production',
    meaning: 'The address to listen on.',
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// URL' }),
    default: 'none: embedded Postgres',
    meaning: 'A PostgreSQL server, 15 or newer.',
    secret: true,
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// URL' }),
    default: 'none',
    meaning:
      'A Redis server, 6 or newer: brings the text of a reply to readers at other processes sooner. Nothing is lost where it is away.',
    secret: true,
  },
  PARLEY_DATA: { schema: z.string().min(1), default: '.parley', meaning: 'Folder of the embedded Postgres.' },
  OPENAI_API_KEY: { schema: secret, default: 'none', meaning: 'Adds the provider `openai`.', secret: true },
  OPENAI_BASE_URL: { schema: httpUrl, default: 'https://api.openai.com/v1', meaning: 'Where OpenAI is.' },
  OPENAI_MODEL: {
    schema: z.string().min(1),
    default: 'gpt-5-mini',
    meaning: 'The model that `openai` alone stands for.',
  },
  OPENAI_API: {
    schema: z.enum(['responses', 'chat'], { error: '`responses` or `chat`' }),
    default: "`responses` where OPENAI_BASE_URL is OpenAI's own address, `chat` elsewhere",
    meaning:
      "`responses`: a reply runs in OpenAI's background mode and survives the process that asked for it; OpenAI stores it, with the conversation that was sent. `chat`: chat completions, of which nothing is kept there to come back to.",
  },
  GEMINI_API_KEY: { schema: secret, default: 'none', meaning: 'Adds the provider `gemini`.', secret: true },
  GEMINI_BASE_URL: {
    schema: httpUrl,
    default: 'https://generativelanguage.googleapis.com/v1beta',
    meaning: 'Where Gemini is.',
  },
  GEMINI_MODEL: {
    schema: z.string().min(1),
    default: 'gemini-2.5-flash',
    meaning: 'The model that `gemini` alone stands for.',
  },
  ANTHROPIC_API_KEY: { schema: secret, default: 'none', meaning: 'Adds the provider `anthropic`.', secret: true },
  ANTHROPIC_BASE_URL: { schema: httpUrl, default: 'https://api.anthropic.com/v1', meaning: 'Where Anthropic is.' },
  ANTHROPIC_MODEL: {
    schema: z.string().min(1),
    default: 'claude-haiku-4-5',
    meaning: 'The model that `anthropic` alone stands for.',
  },
  PARLEY_SERVERS: {
    schema: z.string(),
    default: 'none',
    meaning:
      'OpenAI-compatible servers, `name=url` separated by commas: `lab=http://10.0.0.5:8000/v1`. A key goes into NAME_API_KEY: `LAB_API_KEY`.',
  },
  PARLEY_DEFAULT_MODEL: {
    schema: z.string().min(1),
    default: "the first provider's",
    meaning: 'The model for messages that name none: `provider/model`, a provider or an alias.',
  },
  PARLEY_DETECT: {
    schema: onOff,
    default: 'on; off where NODE_ENV=production',
    meaning:
      'Look for a model server on this machine (Ollama, LM Studio, llama.cpp, vLLM) where no provider is configured: `on` or `off`.',
  },
  PARLEY_DEMO: {
    schema: onOff,
    default: 'on; off where NODE_ENV=production',
    meaning: 'Answer from the documentation where there is no model at all: `on` or `off`.',
  },
  PARLEY_ANONYMOUS: {
    schema: onOff,
    default: 'on; off where NODE_ENV=production',
    meaning: 'Let anyone become a viewer by signInAnonymously: `on` or `off`.',
  },
  PARLEY_INSTRUCTIONS: {
    schema: z.string(),
    default: 'none',
    meaning: 'System instructions for conversations that have none of their own.',
  },
  PARLEY_RECOVERY: {
    schema: recoveryMeans,
    default: 'rejoin',
    meaning:
      'What becomes of a reply whose writer died: `rejoin` reads on in the vendor’s own run where it has one that can be joined, else does as `continue`, which asks the model to go on from the text so far; `reset` begins anew; `none` keeps the text and fails. May be set for each model in the configuration file.',
  },
  PARLEY_MAX_REPLIES: {
    schema: wholeNumber(1, 100_000),
    default: '500',
    meaning: 'Replies that one process writes at once; further ones wait.',
  },
  PARLEY_MAX_REPLIES_PER_VIEWER: {
    schema: wholeNumber(1, 100_000),
    default: '20',
    meaning: 'Of these, replies of one viewer.',
  },
  PARLEY_MAX_WAITING: {
    schema: wholeNumber(0, 100_000),
    default: '1000',
    meaning:
      'Replies that wait for their turn in one process, at most a tenth of them of one viewer. What is sent beyond that is refused with OVERLOADED.',
  },
  PARLEY_MAX_TEXT_LENGTH: {
    schema: wholeNumber(1, 200_000),
    default: '32000',
    meaning: 'The longest message, in UTF-16 units.',
  },
  PARLEY_MAX_BODY_BYTES: {
    schema: wholeNumber(1_024, 16_777_216),
    default: '1048576',
    meaning: 'The largest HTTP body or WebSocket message, in bytes.',
  },
  PARLEY_CONFIG: {
    schema: z.string().min(1),
    default: 'parley.config.json, where it exists',
    meaning: 'The configuration file: these keys, and settings for single models.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'fatal, error, warn, info, debug, trace or silent',
    }),
    default: 'info',
    meaning: 'The least severe log line that is written.',
  },
  NODE_ENV: {
    schema: z.string(),
    default: 'development',
    meaning: '`production` turns off what only suits a trial: see the defaults above.',
  },
} satisfies Record<string, Key>
