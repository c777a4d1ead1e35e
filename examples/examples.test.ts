import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { preview, type PreviewServer } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../test/kit/browser.ts'
import { startCutProxy, type CutProxy } from '../test/kit/cut-proxy.ts'
import { eventually, inTime } from '../test/kit/eventually.ts'
import { startParley, type StartedParley } from '../test/kit/parley.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

// Emoji of several units, a joined family and a combining accent: what a cut at the wrong place would break.
const chunks = ['The ', 'quick 🦊 ', 'jumps ', 'over 👩‍👩‍👧 ', '懒狗, ', 'très ', 'le\u0301ger', '.\n\n', 'And ', 'back.']
const text = chunks.join('')

let parley: StartedParley
let proxy: CutProxy

beforeAll(async () => {
  parley = await startParley()
})
afterAll(() => parley.close())

beforeEach(async () => {
  parley.vendor.reset()
  proxy = await startCutProxy(parley.url)
})
afterEach(() => proxy.close())

/** What history shows as the answers to a message of this text. */
async function answersInHistory(question: string): Promise<(string | null)[]> {
  const rows = await parley.db.query<{ text: string | null }[]>(
    'SELECT reply.text FROM reply JOIN message ON message.id = reply.message_id WHERE message.text = $1',
    [question],
  )
  return rows.map((row) => row.text)
}

describe('the Node script', () => {
  it('prints exactly the text of the reply, and its status at the end', async () => {
    parley.vendor.script({ chunks, paceMs: 5 })
    const script = runScript('How does a fox jump?')
    expect(await script.exited).toBe(0)
    expect(script.stdout()).toBe(`${text}\n`)
    expect(script.stderr()).toBe('COMPLETED openai/fake-small\n')
    expect(await answersInHistory('How does a fox jump?')).toEqual([text])
  })

  it('prints exactly the text of the reply where its socket is cut in mid-stream, again and again', async () => {
    const gate = parley.vendor.script({ chunks, gated: true })
    const script = runScript('What if the line breaks?')
    for (let shown = 1; shown <= 3; shown++) {
      gate.release()
      await eventually(() => script.stdout() === chunks.slice(0, shown).join(''), { what: `delta ${shown}` })
      const before = proxy.accepted()
      proxy.cut()
      await eventually(() => proxy.accepted() > before, { what: 'the next connection' })
    }
    gate.releaseAll()
    expect(await script.exited).toBe(0)
    expect(script.stdout()).toBe(`${text}\n`)
    expect(await answersInHistory('What if the line breaks?')).toEqual([text])
  })

  it('sends one message where the answer to the send is lost on the way', async () => {
    const lost = proxy.loseAnswerWith('"sendMessage"')
    parley.vendor.script({ chunks })
    const script = runScript('Did you hear me?')
    await inTime(lost, 10_000, 'the answer to lose')
    expect(await script.exited).toBe(0)
    expect(script.stdout()).toBe(`${text}\n`)
    expect(await answersInHistory('Did you hear me?')).toEqual([text])
    expect(parley.vendor.requests).toHaveLength(1)
  })

  it('says why a reply failed, and exits with 1', async () => {
    parley.vendor.script({ status: 400, body: { error: { message: 'no', type: 'invalid_request_error' } } })
    const script = runScript('Will this work?')
    expect(await script.exited).toBe(1)
    expect(script.stderr()).toMatch(/^FAILED openai\/fake-small \S/)
  })

  it('says at once what the server refuses', async () => {
    const script = runScript(' ')
    expect(await script.exited).toBe(1)
    expect(script.stderr()).toMatch(/^BAD_USER_INPUT: /)
  })

  function runScript(question: string) {
    // The package as it is written: a test needs no build before it.
    const args = ['--import', 'tsx', '--conditions', 'parley-source', 'examples/node/chat.ts', question, proxy.url]
    const child = spawn(process.execPath, args, {
      cwd: root,
      timeout: 20_000,
    })
    const out = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (out.stdout += piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (out.stderr += piece))
    return {
      stdout: () => out.stdout,
      stderr: () => out.stderr,
      exited: once(child, 'close').then(([code]) => code as number | null),
    }
  }
})

describe('the urql page', () => {
  let folder: string
  let browser: Browser
  let site: PreviewServer
  let page: Page
  let crashes: unknown[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-urql-page-'))
    await buildPage(folder)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  beforeEach(async () => {
    site = await preview({
      configFile: join(root, 'examples/urql/vite.config.ts'),
      // The proxy tells of every connection that a test cuts.
      logLevel: 'silent',
      build: { outDir: folder },
      preview: { host: '127.0.0.1', port: 0, proxy: { '/graphql': { target: proxy.url, ws: true } } },
    })
    page = await browser.newPage()
    crashes = []
    page.on('pageerror', (error) => crashes.push(error))
    await page.goto(`http://127.0.0.1:${(site.httpServer.address() as AddressInfo).port}/`)
  })
  afterEach(async () => {
    await page.close()
    await site.close()
  })

  it('sends a message, shows the reply as it is written, and history after a reload', async () => {
    const gate = parley.vendor.script({ chunks, gated: true })
    await send('How does a page jump?')
    gate.release(2)
    await showsText(0, chunks.slice(0, 2).join(''))
    gate.releaseAll()
    await showsText(0, text)
    await showsStatus(0, 'completed')

    parley.vendor.script({ chunks: ['Again.'] })
    await send('And once more?')
    await showsText(1, 'Again.')
    await showsStatus(1, 'completed')

    await page.reload()
    await showsText(0, text)
    await showsText(1, 'Again.')
    expect(await page.locator('.message').allTextContents()).toEqual(['How does a page jump?', 'And once more?'])
    expect(crashes).toEqual([])
  })

  it('shows the text so far after a reload in mid-reply, and goes on', async () => {
    const gate = parley.vendor.script({ chunks, gated: true })
    await send('What if I reload?')
    gate.release(4)
    await showsText(0, chunks.slice(0, 4).join(''))
    await page.reload()
    await showsText(0, chunks.slice(0, 4).join(''))
    gate.releaseAll()
    await showsText(0, text)
    await showsStatus(0, 'completed')
    expect(crashes).toEqual([])
  })

  it('shows exactly the text of the reply where its socket is cut in mid-stream, again and again', async () => {
    const gate = parley.vendor.script({ chunks, gated: true })
    await send('What if the page is cut off?')
    for (let shown = 1; shown <= 3; shown++) {
      gate.release()
      await showsText(0, chunks.slice(0, shown).join(''))
      const before = proxy.accepted()
      proxy.cut()
      await eventually(() => proxy.accepted() > before, { what: 'the next connection', withinMs: 10_000 })
    }
    gate.releaseAll()
    await showsText(0, text)
    await showsStatus(0, 'completed')
    expect(await answersInHistory('What if the page is cut off?')).toEqual([text])
    expect(crashes).toEqual([])
  })

  it('keeps what was typed where a send is lost, and sends it once', async () => {
    const lost = proxy.loseAnswerWith('"sendMessage"')
    await send('Is anybody there?')
    await inTime(lost, 10_000, 'the answer to lose')
    await page.getByRole('alert').waitFor()
    await page.getByRole('button', { name: 'Send' }).click()
    await showsStatus(0, 'completed')
    expect(await answersInHistory('Is anybody there?')).toHaveLength(1)
    expect(parley.vendor.requests).toHaveLength(1)
  })

  async function send(message: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Message' }).fill(message)
    await page.getByRole('button', { name: 'Send' }).click()
  }

  async function showsText(reply: number, expected: string): Promise<void> {
    const shown = page.locator('article .text').nth(reply)
    let last: string | null = null
    await eventually(async () => (last = (await shown.count()) > 0 ? await shown.textContent() : null) === expected, {
      what: `“${expected}”`,
    }).catch((error: Error) => {
      throw new Error(`${error.message}; there was ${JSON.stringify(last)}`)
    })
  }

  async function showsStatus(reply: number, status: string): Promise<void> {
    await page.locator(`article[data-status=${status}]`).nth(reply).waitFor({ timeout: 5_000 })
  }
})

/** Builds the page as its reader would. */
async function buildPage(outDir: string): Promise<void> {
  const { NODE_ENV: _, ...env } = process.env
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', 'examples/urql', '--outDir', outDir, '--emptyOutDir']
  const child = spawn(process.execPath, args, { cwd: root, env, timeout: 60_000 })
  let output = ''
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the page could not be built:\n${output}`)
}
