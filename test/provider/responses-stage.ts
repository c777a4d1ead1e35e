import { withDeadlines } from '../../src/provider/deadlines.ts'
import { createResponsesProvider } from '../../src/provider/openai/responses-provider.ts'
import type { Completion, Delta, Provider, StartedRun } from '../../src/provider/provider.ts'
import { startFakeVendor, type FakeVendor, type Script } from '../kit/fake-vendor/fake-vendor.ts'
import { hello, testKey } from './wire-kit.ts'

export const noSignal = (): AbortSignal => new AbortController().signal

const textIn = (deltas: Delta[]): string =>
  deltas.map((delta) => (delta.type === 'text-delta' ? delta.text : '')).join('')

/** A run that was read to its end. */
interface WholeRun {
  id: string
  text: string
  /** Every place from which it can be joined again, with how much text stands before it. */
  places: StartedRun[]
}

/** The adapter of OpenAI's Responses as the server has it, and the vendor behind it. */
export interface ResponsesStage {
  vendor: FakeVendor
  provider: Provider
  /** Plays a script to its end. */
  runOf(script: Script): Promise<WholeRun>
  /** Asks for a reply whose script breaks it off; the run's id. */
  brokenRun(): Promise<string>
  rejoined(run: StartedRun): Promise<{ text: string; types: Set<Delta['type']>; completion: Completion }>
  faultOf(run: StartedRun): Promise<unknown>
  stop(): Promise<void>
}

/** Starts both. */
export async function startResponses(): Promise<ResponsesStage> {
  const vendor = await startFakeVendor()
  const settings = { name: 'openai', baseUrl: vendor.baseUrl('responses'), apiKey: testKey, pollMs: 5 }
  const provider = withDeadlines(createResponsesProvider(settings))

  const rejoined: ResponsesStage['rejoined'] = async (run) => {
    const deltas: Delta[] = []
    const completion = await provider.rejoin!(run, (delta) => deltas.push(delta), noSignal())
    return { text: textIn(deltas), types: new Set(deltas.map(({ type }) => type)), completion }
  }
  return {
    vendor,
    provider,
    rejoined,
    faultOf: (run) => rejoined(run).then(undefined, (fault: unknown) => fault),
    stop: () => vendor.stop(),
    async runOf(script) {
      vendor.script(script)
      const deltas: Delta[] = []
      await provider.stream(hello, (delta) => deltas.push(delta), noSignal())
      const { run: id = '' } = await vendor.nextRequest()
      return { id, text: textIn(deltas), places: placesIn(id, deltas) }
    },
    async brokenRun() {
      await provider.stream(hello, () => undefined, noSignal()).catch(() => undefined)
      const { run = '' } = await vendor.nextRequest()
      return run
    },
  }
}

function placesIn(id: string, deltas: Delta[]): StartedRun[] {
  const places: StartedRun[] = [{ id, after: 0, received: 0 }]
  let received = 0
  for (const delta of deltas) {
    if (delta.type !== 'text-delta') continue
    received += delta.text.length
    if (delta.place !== undefined) places.push({ id, after: delta.place, received })
  }
  return places
}
