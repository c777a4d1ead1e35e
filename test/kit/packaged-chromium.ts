import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** How to start the Chromium that an npm package ships. */
export interface PackagedChromium {
  path: string
  /** Its libraries and fonts lie beside it; a slim machine has neither. */
  env: Record<string, string>
}

const require = createRequire(import.meta.url)
const unpackDeadlineMs = 120_000
const cache = fileURLToPath(new URL('../../node_modules/.cache/parley/', import.meta.url))

/** Unpacks the Chromium of `@sparticuz/chromium` once for each installation; it is built for Linux on x64 only. */
export async function unpackChromium(): Promise<PackagedChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the packaged Chromium is for linux-x64, this is ${process.platform}-${process.arch}`)
  }
  const folder = join(cache, 'chromium')
  if (!existsSync(folder)) await unpackInto(folder)
  return {
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  }
}

// The package's own names folders under /tmp. A browser without any font shows no text at all, and says nothing of it.
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
`

const unpack = `
  const { default: chromium = require(process.argv[1]) } = require(process.argv[1])
  void chromium.executablePath()
`

// The package unpacks into the temporary folder under fixed names and takes a half-written file of another process for
// a whole one. So it gets a temporary folder of its own, which moves into place when it is complete.
async function unpackInto(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const staging = await mkdtemp(join(cache, 'unpacking-'))
  try {
    await promisify(execFile)(process.execPath, ['--eval', unpack, require.resolve('@sparticuz/chromium')], {
      timeout: unpackDeadlineMs,
      // The package adds the libraries only where it believes itself on a serverless machine.
      env: { ...process.env, TMPDIR: staging, VERCEL: '1' },
    })
    await writeFile(join(staging, 'fonts', 'fonts.conf'), fontConfiguration)
    await rename(staging, folder)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
