// Takes the picture in the README: starts Parley on a scratch folder, chats with the demo guide, looks at the page.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../test/kit/browser.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const picture = join(root, 'docs', 'images', 'parley.png')
const question = 'How does a client resume a reply after it lost the connection?'
const startDeadlineMs = 120_000
const replyDeadlineMs = 60_000

const dataFolder = await mkdtemp(join(tmpdir(), 'parley-screenshot-'))
const { url, stop } = await startParley()
try {
  await mkdir(dirname(picture), { recursive: true })
  await photograph(url)
  console.log(`wrote ${picture}`)
} finally {
  await stop()
  await rm(dataFolder, { recursive: true, force: true })
}

async function startParley(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { PATH, HOME, TMPDIR } = process.env
  const server = spawn(process.execPath, [join(root, 'scripts', 'start.js')], {
    // In the scratch folder, where no .env and no configuration file says otherwise.
    cwd: dataFolder,
    env: { PATH, HOME, TMPDIR, PORT: '0', PARLEY_DATA: dataFolder, PARLEY_DETECT: 'off', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM')
    await ended
  }
  const late = setTimeout(() => server.kill('SIGTERM'), startDeadlineMs)
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /chat\s+(http\S+)/.exec(line) ?? []
    if (url === undefined) continue
    clearTimeout(late)
    server.stdout.resume()
    return { url, stop }
  }
  clearTimeout(late)
  throw new Error('Parley did not start')
}

async function photograph(url: string): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
    await page.goto(url)
    await chat(page)
    await page.screenshot({ path: picture, animations: 'disabled', caret: 'hide' })
  } finally {
    await browser.close()
  }
}

async function chat(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(question)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('article[data-status=completed]').waitFor({ timeout: replyDeadlineMs })
  // The page ends at the newest words; a picture shows a conversation from its beginning.
  await page.getByRole('article').first().scrollIntoViewIfNeeded()
}
