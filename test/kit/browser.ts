import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { unpackChromium, type PackagedChromium } from './packaged-chromium.ts'

type Executable = Omit<PackagedChromium, 'env'> & Partial<PackagedChromium>

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const packaged = 'packaged'
const launchDeadlineMs = 30_000

/**
 * Starts a headless Chromium: the one that CHROMIUM_PATH names (`packaged` for the one from npm), else the machine's, else
 * the one from npm. Fails where none starts, so that no browser test passes without a browser.
 */
export async function launchBrowser(chosen = process.env['CHROMIUM_PATH']): Promise<Browser> {
  const paths = chosen ? [chosen] : [...usualPaths.filter((path) => existsSync(path)), packaged]
  const failures: string[] = []
  for (const path of paths) {
    try {
      return await start(path === packaged ? await unpackChromium() : { path })
    } catch (error) {
      failures.push(`- ${path}: ${firstLines(error)}`)
    }
  }
  throw new Error(
    `No Chromium could be started. Install one, or name one in CHROMIUM_PATH. Tried:\n${failures.join('\n')}`,
  )
}

async function start({ path, env }: Executable): Promise<Browser> {
  // Playwright would find out only after making folders that it then leaves behind.
  if (!existsSync(path)) throw new Error('there is no such file')
  return chromium.launch({
    executablePath: path,
    timeout: launchDeadlineMs,
    env: { ...process.env, ...env },
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // A machine without a way out refuses these connections, many at a time.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Chromium's sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

const firstLines = (error: unknown): string => String(error).split('\n').slice(0, 12).join('\n  ')
