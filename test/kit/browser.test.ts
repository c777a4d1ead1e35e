import { describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'

describe('launchBrowser', () => {
  it('starts a browser that shows a page', async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.setContent('<h1>Parley</h1>')
      expect(await page.getByRole('heading').innerText()).toBe('Parley')
    } finally {
      await browser.close()
    }
  })

  it('says what it tried where none starts', async () => {
    await expect(launchBrowser('/no/such/chromium')).rejects.toThrow(/CHROMIUM_PATH.*\n- \/no\/such\/chromium: /)
  })
})
