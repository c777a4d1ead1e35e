import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../kit/browser.ts'
import { startCutProxy, type CutProxy } from '../kit/cut-proxy.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { visit, type Visitor } from './visitor.ts'

// Two pages and a server share a machine that has other things to do.
const soon = { withinMs: 15_000 }

let browser: Browser
let parley: StartedParley
let proxy: CutProxy
const visitors: Visitor[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  parley = await startParley()
  proxy = await startCutProxy(parley.url)
})

afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.leave()
  parley.vendor.reset()
})

afterAll(async () => {
  await browser.close()
  await proxy.close()
  await parley.close()
})

/** One viewer in front of two pages: here, and on another device whose network can be broken. */
async function open(): Promise<{ here: Visitor; there: Visitor }> {
  const token = (await parley.signIn()).token!
  const here = await visit(browser, parley.url, { token })
  visitors.push(here)
  const there = await visit(browser, proxy.url, { token })
  visitors.push(there)
  return { here, there }
}

const shown = async ({ replies }: Visitor): Promise<string> =>
  (await replies.count()) === 0 ? '' : (await replies.last().innerText()).replace(/\s+/g, ' ')

const status = ({ page, replies }: Visitor, wanted: string) =>
  replies
    .last()
    .and(page.locator(`[data-status=${wanted}]`))
    .waitFor()

const shows = (visitor: Visitor, text: string) =>
  eventually(async () => (await shown(visitor)).includes(text), { ...soon, what: `“${text}”` })

const entry = ({ page }: Visitor, title: string) => page.getByRole('link', { name: title, exact: true })

/** Asks here and opens the conversation there. */
async function converse(question: string, answer: string): Promise<{ here: Visitor; there: Visitor }> {
  parley.vendor.script({ chunks: [answer] })
  const pages = await open()
  const { here, there } = pages
  await here.send(question)
  await status(here, 'completed')
  await entry(there, question).click()
  await shows(there, answer)
  return pages
}

async function act({ page }: Visitor, title: string, action: string): Promise<void> {
  await entry({ page } as Visitor, title).hover()
  await page.getByRole('button', { name: `Actions for ${title}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

describe('two pages of one viewer', { timeout: 60_000 }, () => {
  it('show a message, its conversation and the reply as it is written, whichever of them sent it', async () => {
    const { here, there } = await converse('What is the first thing?', 'The first answer.')
    const gate = parley.vendor.script({ chunks: ['The second ', 'answer.'], gated: true })
    await there.send('And the second?')
    gate.release()
    await shows(there, 'The second')
    await shows(here, 'The second')
    expect(await here.page.getByRole('article', { name: 'You' }).last().innerText()).toContain('And the second?')
    expect(await shown(here)).not.toContain('answer.')
    gate.releaseAll()
    for (const visitor of [here, there]) {
      await status(visitor, 'completed')
      await shows(visitor, 'The second answer.')
      expect(await visitor.replies.count()).toBe(2)
      expect(visitor.complaints).toEqual([])
    }
  })

  it('list a conversation that was begun in the other one, at the head', async () => {
    const { here, there } = await converse('An older one', 'Yes.')
    parley.vendor.script({ chunks: ['Again.'] })
    await there.page.getByRole('button', { name: 'New chat' }).click()
    await there.send('A newer one')
    await entry(here, 'A newer one').waitFor()
    const titles = () => here.page.getByRole('navigation').getByRole('link').allTextContents()
    expect(await titles()).toEqual(['A newer one', 'An older one'])
    parley.vendor.script({ chunks: ['Once more.'] })
    await here.send('I go on with this one')
    await eventually(
      async () => (await there.page.getByRole('navigation').getByRole('link').allTextContents())[0] === 'An older one',
      soon,
    )
  })

  it('take over a new title', async () => {
    const { here, there } = await converse('Call me something', 'Yes.')
    await act(here, 'Call me something', 'Rename')
    await here.page.getByRole('textbox', { name: 'Title' }).fill('Something')
    await here.page.keyboard.press('Enter')
    await entry(there, 'Something').waitFor()
    await there.page.getByRole('heading', { name: 'Something' }).waitFor()
    await eventually(async () => (await there.page.title()).startsWith('Something'), soon)
  })

  it('leave a conversation that was deleted in the other one, with a word about it', async () => {
    const { here, there } = await converse('Forget me', 'Yes.')
    await act(here, 'Forget me', 'Delete')
    await here.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await there.page.getByText('deleted elsewhere').waitFor()
    await eventually(() => new URL(there.page.url()).pathname === '/', soon)
    for (const visitor of [here, there]) {
      await eventually(async () => (await entry(visitor, 'Forget me').count()) === 0, soon)
    }
    expect(await here.page.getByText('deleted elsewhere').count()).toBe(0)
  })

  it('see a reply stopped that the other one has stopped', async () => {
    const { here, there } = await converse('Begin.', 'Begun.')
    const gate = parley.vendor.script({ chunks: ['Once ', 'upon ', 'a time'], gated: true })
    await here.send('A long story.')
    gate.release()
    await shows(there, 'Once')
    await there.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await status(here, 'stopped')
    await status(there, 'stopped')
    expect(await shown(here)).not.toContain('upon')
  })

  it('show another reply to the same message, and the one that the other has selected', async () => {
    const { here, there } = await converse('Say something.', 'First answer.')
    parley.vendor.script({ chunks: ['Second answer.'] })
    await here.replies.last().hover()
    await here.page.getByRole('button', { name: 'Regenerate' }).click()
    await shows(there, 'Second answer.')
    await status(there, 'completed')
    await there.page.getByRole('button', { name: 'Previous reply' }).click()
    await shows(there, 'First answer.')
    await shows(here, 'First answer.')
  })

  it('catch up on everything after a time without a network, without a reload', async () => {
    const { here, there } = await converse('Before.', 'Before it.')
    await there.page.context().setOffline(true)
    proxy.cut()
    parley.vendor.script({ chunks: ['Meanwhile.'] })
    await here.send('Are you away?')
    await status(here, 'completed')
    await act(here, 'Before.', 'Rename')
    await here.page.getByRole('textbox', { name: 'Title' }).fill('After')
    await here.page.keyboard.press('Enter')
    await entry(here, 'After').waitFor()
    expect(await there.replies.count()).toBe(1)

    await there.page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    await there.page.context().setOffline(false)
    await shows(there, 'Meanwhile.')
    await entry(there, 'After').waitFor()
    expect(await there.replies.count()).toBe(2)
    expect(await there.page.evaluate(() => 'isSamePage' in globalThis)).toBe(true)
  })

  it('read everything again where the events between are no longer kept', async () => {
    const { here, there } = await converse('Long ago.', 'Long gone.')
    await there.page.context().setOffline(true)
    proxy.cut()
    parley.vendor.script({ chunks: ['Nobody tells.'] })
    await here.send('Will you know?')
    await status(here, 'completed')
    await parley.db.query(`DELETE FROM viewer_event`)
    await there.page.context().setOffline(false)
    await shows(there, 'Nobody tells.')
    expect(await there.replies.count()).toBe(2)
  })
})
