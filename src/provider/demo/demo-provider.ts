import { type Provider, ProviderFault, type ProviderRequest } from '../provider.ts'
import { readDocs } from './docs-folder.ts'
import { DocsSearch } from './docs-search.ts'
import { guideAnswer } from './guide-answer.ts'
import { speak } from './speak.ts'

export interface DemoProviderOptions {
  /** The package's own folder, in which `README.md` and `docs/` stand. */
  docsFolder: string
  wordsPerSecond?: number | undefined
}

/** The one model of the demo provider. */
export const demoModel = 'guide'

/** Makes the provider that answers from Parley's own docs; it is no language model and says so in every answer. */
export async function createDemoProvider({ docsFolder, wordsPerSecond = 60 }: DemoProviderOptions): Promise<Provider> {
  const docs = new DocsSearch(await readDocs(docsFolder))
  return {
    name: 'demo',
    continues: false,
    listModels: () => Promise.resolve([{ name: demoModel }]),
    async stream({ model, turns }, onDelta, signal) {
      signal.throwIfAborted()
      if (model !== demoModel) throw noSuchModel()
      const answer = guideAnswer(lastQuestion(turns), docs)
      await speak(answer, (text) => onDelta({ type: 'text-delta', text }), { wordsPerSecond, signal })
      return { finishReason: 'stop', usage: { inputTokens: undefined, outputTokens: undefined } }
    },
  }
}

const lastQuestion = (turns: ProviderRequest['turns']): string =>
  turns.findLast(({ role }) => role === 'user')?.text ?? ''

const noSuchModel = (): ProviderFault =>
  new ProviderFault('MODEL_NOT_FOUND', `The demo provider has one model only: demo/${demoModel}.`, {
    kind: 'permanent',
    retry: 'no',
    fallback: 'yes',
    breaker: 'ignore',
  })
