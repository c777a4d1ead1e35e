import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorCodes, ChatError } from '../../src/errors.ts'
import { createDemoProvider } from '../../src/provider/demo/demo-provider.ts'
import { countWords } from '../../src/provider/demo/excerpt.ts'
import type { Provider } from '../../src/provider/provider.ts'
import { textOf } from './wire-kit.ts'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

const ask = async (provider: Provider, text: string, model = 'guide') => {
  const pieces: string[] = []
  const completion = await provider.stream(
    { model, instructions: undefined, turns: [{ role: 'user', text }], temperature: 0, maxOutputTokens: undefined },
    (delta) => pieces.push(textOf(delta)),
    new AbortController().signal,
  )
  return { answer: pieces.join(''), pieces, completion }
}

const questions = [
  'How do I add a model?',
  'what does PROVIDER_TIMEOUT mean?',
  'How can I resume a stream after a disconnect?',
  'what is a cursor',
  'How do I connect Ollama?',
  'How do I regenerate a reply?',
  'list every error code with all errors and what they mean',
]

describe('the demo provider over the real docs', () => {
  let demo: Provider
  beforeAll(async () => {
    demo = await createDemoProvider({ docsFolder: packageFolder, wordsPerSecond: Infinity })
  })

  it.each(questions)('answers "%s" with passages that exist, their sources and what it is', async (question) => {
    const { answer, completion } = await ask(demo, question)
    expect(answer).toContain('no language model')
    for (const name of ['OPENAI_API_KEY', 'GEMINI_API_KEY', 'ANTHROPIC_API_KEY', 'PARLEY_SERVERS', 'Ollama']) {
      expect(answer).toContain(name)
    }
    expect(countWords(answer)).toBeLessThanOrEqual(250)
    expect(completion).toEqual({ finishReason: 'stop', usage: { inputTokens: undefined, outputTokens: undefined } })

    const sections = [...answer.matchAll(/^### (.+)\n\n([^]+?)\n\n\*Source: `(.+?)`, “(.+?)”/gm)]
    expect(sections.length).toBeGreaterThan(0)
    for (const [, heading, body, file, sourceHeading] of sections) {
      expect(sourceHeading).toBe(heading)
      const page = await readFile(join(packageFolder, file as string), 'utf8')
      for (const line of (body as string).split('\n')) expect(page).toContain(line)
    }
  })

  it.each(questions)('answers "%s" in sections of which each is well-formed by itself', async (question) => {
    const { answer } = await ask(demo, question)
    for (const section of answer.split(/\n\n(?=### )/)) {
      expect((section.match(/^```/gm) ?? []).length % 2).toBe(0)
      const rows = section.split('\n').filter((line) => line.startsWith('|'))
      if (rows.length > 0) expect(rows[1]).toMatch(/^\|[-|]+\|$/)
    }
  })

  it.each(['hi', 'Hello!', 'hey there', 'Good morning, Parley'])('greets back on "%s"', async (text) => {
    const { answer } = await ask(demo, text)
    expect(answer).toMatch(/^Hello! /)
    expect(answer).toContain('docs/models.md')
    expect(answer).toContain('no language model')
  })

  it('does not take a question for a greeting', async () => {
    expect((await ask(demo, 'Hi, what is a cursor?')).answer).toContain('### Cursor')
  })

  it.each(['What is the capital of France?', '', '???', '\0', '😀'.repeat(20_000)])(
    'makes nothing up where the docs say nothing (%#)',
    async (text) => {
      const { answer } = await ask(demo, text)
      expect(answer).not.toContain('### ')
      expect(answer).toContain('no language model')
    },
  )

  it('lists its one model and refuses any other', async () => {
    expect(await demo.listModels(new AbortController().signal)).toEqual([{ name: 'guide' }])
    const error = await ask(demo, 'hi', 'other').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ChatError)
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', fallback: 'yes' })
  })

  it('streams word by word by itself, and stops within a moment of being told', async () => {
    const paced = await createDemoProvider({ docsFolder: packageFolder })
    const abort = new AbortController()
    const pieces: string[] = []
    const turns = [{ role: 'user' as const, text: 'hi' }]
    const streaming = paced.stream(
      { model: 'guide', instructions: undefined, turns, temperature: undefined, maxOutputTokens: undefined },
      (delta) => {
        pieces.push(textOf(delta))
        if (pieces.length === 3) abort.abort(new Error('stopped by a viewer'))
      },
      abort.signal,
    )
    await expect(streaming).rejects.toThrow('stopped by a viewer')
    expect(pieces).toHaveLength(3)
  })
})

describe('the demo provider over docs/ alone', () => {
  let folder: string
  let guide: Provider
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-demo-'))
    await symlink(join(packageFolder, 'docs'), join(folder, 'docs'), 'dir')
    guide = await createDemoProvider({ docsFolder: folder, wordsPerSecond: Infinity })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each([
    ['How do I add a model?', 'Add a model'],
    ['what does PROVIDER_TIMEOUT mean?', 'Provider errors'],
    ['How can I resume a stream after a disconnect?', 'Resume after a disconnect'],
    ['what is a cursor', 'Cursor'],
    ['what is a reply', 'Reply'],
    ['How do I connect Ollama?', 'Local model servers'],
    ['How do I regenerate a reply?', 'Regenerate a reply'],
    ['how do I start a branch?', 'Branches'],
    ['Can I set the temperature?', 'Temperature and answer length'],
  ])('answers "%s" from the section "%s"', async (question, heading) => {
    expect(/^### (.+)$/m.exec((await ask(guide, question)).answer)?.[1]).toBe(heading)
  })

  it('shows the row of the error that is asked for', async () => {
    const { answer } = await ask(guide, 'what does PROVIDER_TIMEOUT mean?')
    expect(answer).toContain('| PROVIDER_TIMEOUT |')
  })
})

describe('the demo provider without docs', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-demo-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(['hi', 'How do I add a model?'])('still says what it is and how to add a model (%s)', async (text) => {
    const demo = await createDemoProvider({ docsFolder: folder, wordsPerSecond: Infinity })
    const { answer } = await ask(demo, text)
    expect(answer).toContain('There are no docs beside this server')
    expect(answer).toContain('OPENAI_API_KEY')
  })
})

describe('docs/errors.md', () => {
  it('has a row for every code that there is, under its category, and for no other', async () => {
    const page = await readFile(join(packageFolder, 'docs/errors.md'), 'utf8')
    const documented = page.split(/^## /m).flatMap((section) => {
      const category = section.split(' ', 1)[0]?.toUpperCase()
      return [...section.matchAll(/^\| ([A-Z_]+) \|/gm)].map(([, code]) => `${category} ${code}`)
    })
    const known = errorCodes.map((code) => `${new ChatError(code, '').category} ${code}`)
    expect(documented.sort()).toEqual(known.sort())
  })
})
