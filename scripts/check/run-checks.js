import { spawn } from 'node:child_process'

/** @typedef {{ name: string, args: string[] }} Check A name, and the arguments with which node runs it. */

const atOnce = 2
const deadlineMs = 300_000

/**
 * Runs the checks, two at a time; tells each one's end in a line, and what it printed where it failed.
 * @param {Check[]} checks
 * @param {(line: string) => void} say
 * @returns {Promise<number>} how many failed
 */
export async function runChecks(checks, say) {
  const waiting = [...checks]
  let failures = 0
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { ok, seconds, output } = await run(check)
      if (!ok) failures++
      say(`${ok ? 'ok    ' : 'FAILED'} ${check.name.padEnd(12)} ${seconds.toFixed(1).padStart(5)} s`)
      if (!ok) say(output.trimEnd())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return failures
}

/**
 * @param {Check} check
 * @returns {Promise<{ ok: boolean, seconds: number, output: string }>}
 */
function run({ args }) {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: deadlineMs,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    })
    let output = ''
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString())
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (error) => collect(Buffer.from(error.message)))
    child.once('close', (code, signal) => {
      if (signal) output += `ended by ${signal} after ${deadlineMs / 1000} s at most`
      resolve({ ok: code === 0, seconds: (performance.now() - started) / 1000, output })
    })
  })
}
