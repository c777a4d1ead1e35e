import type { Provider } from '../provider.ts'
import type { VendorSettings } from '../vendor-settings.ts'
import { createOpenAiProvider } from './openai-provider.ts'
import { createResponsesProvider } from './responses-provider.ts'

/** Which of OpenAI's two interfaces for replies is used. */
export type OpenAiApi = 'responses' | 'chat'

/** OpenAI by the interface asked for, or by the one that its address suggests. */
export function createOpenAiVendor({ api, ...settings }: VendorSettings & { api?: OpenAiApi | undefined }): Provider {
  const chosen = api ?? (isOpenAiItself(settings.baseUrl) ? 'responses' : 'chat')
  return chosen === 'responses' ? createResponsesProvider(settings) : createOpenAiProvider(settings)
}

// What stands elsewhere in OpenAI's place seldom keeps runs, and all of it knows chat completions.
const isOpenAiItself = (baseUrl: string): boolean =>
  URL.canParse(baseUrl) && /(^|\.)api\.openai\.com$/.test(new URL(baseUrl).hostname)
