import type { Browser, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../kit/browser.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { visit, type Visitor } from './visitor.ts'

let browser: Browser
let parley: StartedParley
let visitor: Visitor | undefined

beforeAll(async () => {
  browser = await launchBrowser()
  parley = await startParley()
})

afterEach(async () => {
  await visitor?.leave()
  visitor = undefined
  parley.vendor.reset()
})

afterAll(async () => {
  await browser.close()
  await parley.close()
})

async function open(options = {}): Promise<Visitor> {
  visitor = await visit(browser, parley.url, options)
  return visitor
}

/** What the visitor's only reply says, as one line. */
const shown = async ({ replies }: Visitor) => (await replies.last().innerText()).replace(/\s+/g, ' ')

async function settled({ page, replies }: Visitor, status: string): Promise<void> {
  await replies
    .last()
    .and(page.locator(`[data-status=${status}]`))
    .waitFor()
}

describe('the web client', () => {
  it('signs in by itself, sends, and shows the reply as it is written', async () => {
    const gate = parley.vendor.script({ chunks: ['The sky ', 'scatters ', 'blue light.'], gated: true })
    const me = await open()
    await me.send('Why is the sky blue?')
    gate.release()
    await eventually(async () => (await shown(me)).includes('The sky'))
    expect(await shown(me)).not.toContain('scatters')
    await settled(me, 'streaming')
    await me.screenshot('streaming')
    gate.releaseAll()
    await settled(me, 'completed')
    expect(await shown(me)).toContain('The sky scatters blue light.')
    expect(me.page.url()).toMatch(/\/c\/[0-9a-f-]{36}$/)
    expect(await me.page.title()).toContain('Why is the sky blue?')
    expect(me.complaints).toEqual([])
    await me.screenshot('completed')
  })

  it('shows exactly the text so far after a reload in the middle of a reply, and goes on', async () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index} `)
    const gate = parley.vendor.script({ chunks: words, gated: true })
    const me = await open()
    await me.send('Count for me.')
    for (let count = 0; count < 10; count++) gate.release()
    await eventually(async () => (await shown(me)).includes('word9'))
    await me.page.reload()
    await eventually(async () => (await shown(me)).includes('word9'))
    expect(await shown(me)).toContain(words.slice(0, 10).join('').trim())
    gate.releaseAll()
    await settled(me, 'completed')
    expect(await shown(me)).toContain(words.join('').trim())
    expect(parley.vendor.requests).toHaveLength(1)
    expect(me.complaints).toEqual([])
  })

  it('stops a reply for good, and keeps what was written', async () => {
    const gate = parley.vendor.script({ chunks: ['Once ', 'upon ', 'a time'], gated: true })
    const me = await open()
    await me.send('Tell me a long story.')
    const request = await parley.vendor.nextRequest()
    gate.release()
    await eventually(async () => (await shown(me)).includes('Once'))
    await me.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await settled(me, 'stopped')
    await request.closed
    expect(await shown(me)).toContain('Once')
    await me.page.reload()
    await settled(me, 'stopped')
    expect(await shown(me)).not.toContain('upon')
  })

  it('asks for another reply and switches between the two', async () => {
    parley.vendor.script({ chunks: ['First answer.'] })
    parley.vendor.script({ chunks: ['Second answer.'] })
    const me = await open()
    await me.send('Say something.')
    await settled(me, 'completed')
    await me.replies.last().hover()
    await me.page.getByRole('button', { name: 'Regenerate' }).click()
    await eventually(async () => (await shown(me)).includes('Second answer.'))
    await settled(me, 'completed')
    await me.page.getByRole('button', { name: 'Previous reply' }).click()
    await eventually(async () => (await shown(me)).includes('First answer.'))
    await me.page.reload()
    await eventually(async () => (await shown(me)).includes('First answer.'))
    expect(me.complaints).toEqual([])
  })

  it('runs nothing and loads nothing that a model or person writes', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)> <script>alert(2)</script> <svg onload=alert(3)>',
      '![spy](https://tracker.example/pixel.png) [bad](javascript:alert(4)) <iframe src="https://evil.example"></iframe>',
      '[ref]: javascript:alert(5)\n\n[ref]\n\n<a href="data:text/html,<script>alert(6)</script>">data</a>',
    ].join('\n\n')
    parley.vendor.script({ chunks: [hostile] })
    const me = await open()
    await me.send(`<img src=x onerror=alert(7)> ${hostile}`)
    await settled(me, 'completed')
    expect(me.complaints).toEqual([])
    expect(await me.page.locator('main img, main script, main iframe, main svg[onload]').count()).toBe(0)
    expect(await me.page.locator('main a[href^="javascript:"], main a[href^="data:"]').count()).toBe(0)
  })

  it('keeps a message that could not be sent, and sends it once when the server is back', async () => {
    const me = await open()
    await me.send('Hello.')
    await settled(me, 'completed')
    const before = parley.vendor.requests.length
    await me.page.context().setOffline(true)
    await me.send('Are you there?')
    await me.page.getByText('Not sent').waitFor()
    await me.page.context().setOffline(false)
    await eventually(async () => (await me.replies.count()) === 2, { withinMs: 15_000 })
    await settled(me, 'completed')
    expect(parley.vendor.requests).toHaveLength(before + 1)
  })

  it('keeps an acknowledged message although a page of history comes late that was read before it', async () => {
    const me = await open()
    const isHistory = (request: Request) => request.postData()?.includes('History') ?? false
    const firstPage = me.page.waitForResponse((response) => isHistory(response.request()))
    await me.send('Hello.')
    await settled(me, 'completed')
    // One that is still under way would be taken for the answer when the conversation is opened again.
    await (await firstPage).finished()
    let release = () => {}
    const acknowledged = new Promise<void>((resolve) => (release = resolve))
    await me.page.route('**/graphql', async (route) => {
      const { operationName } = route.request().postDataJSON() as { operationName: string }
      const response = await route.fetch()
      if (operationName === 'History') await acknowledged
      await route.fulfill({ response })
    })
    await me.page.getByRole('button', { name: 'New chat' }).click()
    const asked = me.page.waitForRequest(isHistory)
    await me.page.getByRole('link', { name: 'Hello.' }).click()
    await asked
    await me.send('Still there?')
    await eventually(async () => (await me.replies.count()) === 2)
    const late = me.page.waitForResponse((response) => isHistory(response.request()))
    release()
    await (await late).finished()
    await settled(me, 'completed')
    await me.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))))
    expect(await me.replies.count()).toBe(2)
    // The page may be asking still: what it asks must not outlive it.
    await me.page.unrouteAll({ behavior: 'wait' })
  })

  it('tells a new chat its own instructions, and none to the next', async () => {
    const me = await open()
    await me.page.getByRole('button', { name: 'Instructions' }).click()
    await me.page.getByRole('textbox', { name: 'Instructions' }).fill('Answer in German.')
    await me.page.getByRole('button', { name: 'Save' }).click()
    await me.send('The first?')
    await settled(me, 'completed')
    await me.page.getByRole('button', { name: 'New chat' }).click()
    await me.send('The second?')
    await eventually(() => parley.vendor.requests.length === 2)
    const [first, second] = parley.vendor.requests
    expect(first?.text).toContain('Answer in German.')
    expect(second?.text).not.toContain('Answer in German.')
    await settled(me, 'completed')
  })

  it('says in words what went wrong', async () => {
    parley.vendor.script({
      status: 401,
      body: { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
    })
    const me = await open()
    await me.send('Hello?')
    await settled(me, 'failed')
    await me.page.getByRole('group', { name: 'The reply failed' }).waitFor()
    expect(await shown(me)).not.toContain('Incorrect API key')
    await me.screenshot('failed')
  })

  it('renames and deletes a conversation, on a phone in the dark', async () => {
    const me = await open({ width: 390, height: 844, colorScheme: 'dark' })
    await me.send('A short chat.')
    await settled(me, 'completed')
    await me.screenshot('phone')
    expect(await me.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await me.page.getByRole('button', { name: 'Conversations', exact: true }).click()
    await me.page.getByRole('button', { name: 'Actions for A short chat.' }).click()
    await me.page.getByRole('menuitem', { name: 'Rename' }).click()
    await me.page.getByRole('textbox', { name: 'Title' }).fill('Better title')
    await me.page.keyboard.press('Enter')
    await me.page.getByRole('button', { name: 'Actions for Better title' }).click()
    await me.page.getByRole('menuitem', { name: 'Delete' }).click()
    await me.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await eventually(async () => (await me.page.getByText('Better title').count()) === 0)
    expect(me.complaints).toEqual([])
  })

  it('shows the first delta soon after the model sent it', async () => {
    const me = await open()
    const delays: number[] = []
    for (let round = 0; round < 10; round++) {
      const marker = `marker-${round}`
      const gate = parley.vendor.script({ chunks: [marker, ' and more'], gated: true })
      // Watches from inside the page: a poll from here would add its own delay.
      const seen = me.page.evaluate(
        (text) =>
          new Promise<number>((resolve) => {
            const observer = new MutationObserver(() => {
              if (!document.querySelector('main')?.textContent?.includes(text)) return
              observer.disconnect()
              resolve(Date.now())
            })
            observer.observe(document.body, { childList: true, subtree: true, characterData: true })
          }),
        marker,
      )
      await me.send(`Round ${round}`)
      const request = await parley.vendor.nextRequest()
      // No model answers before the page has shown that it waits.
      await eventually(async () => (await me.replies.count()) === round + 1, { everyMs: 5 })
      gate.release()
      delays.push((await seen) - (request.sentAt[0] as number))
      gate.releaseAll()
      await settled(me, 'completed')
    }
    const median = delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] as number
    const each = delays.map((delay) => delay.toFixed(0)).join(', ')
    process.stdout.write(`first delta on the page: median ${median.toFixed(0)} ms after the model's, of ${each}\n`)
    // A bound against hanging; the figure is what is printed.
    expect(median).toBeLessThan(500)
  }, 60_000)
})
