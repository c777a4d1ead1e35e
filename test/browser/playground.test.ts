import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../kit/browser.ts'
import { ChatClient } from '../kit/client.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { visit } from './visitor.ts'

let browser: Browser
let parley: StartedParley

beforeAll(async () => {
  browser = await launchBrowser()
  parley = await startParley()
})

afterAll(async () => {
  await browser.close()
  await parley.close()
})

describe('the playground', () => {
  it('is signed in, runs an operation and streams a subscription, and loads nothing from elsewhere', async () => {
    const me = await visit(browser, parley.url, { path: '/playground' })
    const response = me.page.getByRole('region', { name: /result/i })
    const run = me.page.getByRole('button', { name: /execute/i })
    // The editor comes last; before it is there, there is nothing to execute.
    await me.page.getByText('mutation').first().waitFor({ timeout: 20_000 })
    await run.click()
    await response.getByText('"sendMessage"').waitFor()
    await me.screenshot('playground')
    await me.page.getByRole('tab', { name: 'Models' }).click()
    await me.page.getByText('query', { exact: true }).first().waitFor()
    await run.click()
    await response.getByText('openai/fake-small').first().waitFor()

    await me.page.getByRole('tab', { name: 'Follow' }).click()
    await me.page.getByText('subscription', { exact: true }).first().waitFor()
    await run.click()
    const token = await me.page.evaluate(() => localStorage.getItem('parley.token'))
    const here = new ChatClient(parley.url, token ?? undefined)
    // What happens before the subscription has begun is not its to tell.
    const told = async () => {
      await here.send('Is anybody there?')
      return (await response.getByText('"viewerEvents"').count()) > 0
    }
    await eventually(told, { withinMs: 10_000, everyMs: 300, what: 'an event' })
    expect(me.complaints).toEqual([])
    await me.leave()
  })

  it('is not loaded with the client', async () => {
    const me = await visit(browser, parley.url)
    await me.page.getByRole('textbox', { name: 'Message' }).waitFor()
    const scripts = await me.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter((name) => /monaco|graphiql|playground/i.test(name))).toEqual([])
    await me.leave()
  })
})
