import type { LanguageModelV3 } from '@ai-sdk/provider'
import { ChatError } from '../../errors.ts'
import type { Provider } from '../provider.ts'
import { createAiSdkProvider } from './ai-sdk-provider.ts'

/** A vendor's AI SDK package, as the configuration file names it. */
export interface AiSdkPackage {
  /** The provider's name in Parley. */
  name: string
  /** What is installed beside Parley: `@ai-sdk/google-vertex`. */
  package: string
  /** The package's export that makes its provider: `createVertex`. */
  factory: string
  /** Handed to the factory as they are; keys come from the variables that the package itself reads. */
  options: Record<string, unknown>
  models: [string, ...string[]]
}

type Factory = (options: object) => ((modelId: string) => LanguageModelV3) & {
  languageModel?: (modelId: string) => LanguageModelV3
}

/** Makes a provider of an installed AI SDK package. Throws, with what to do, where the package or its factory is not there. */
export async function loadAiSdkPackage({
  name,
  package: id,
  factory,
  options,
  models,
}: AiSdkPackage): Promise<Provider> {
  const exports: unknown = await import(id).catch((cause: unknown) => {
    throw new ChatError(
      'PROVIDER_MISCONFIGURED',
      `The package ${id} of the provider ${name} cannot be loaded. Install it beside Parley: npm install ${id}`,
      { cause },
    )
  })
  const create = (exports as Record<string, unknown>)[factory]
  if (typeof create !== 'function') {
    throw new ChatError(
      'PROVIDER_MISCONFIGURED',
      `The package ${id} of the provider ${name} exports no function ${factory}.`,
    )
  }
  const vendor = (create as Factory)(options)
  return createAiSdkProvider({ name, models, model: (modelId) => (vendor.languageModel ?? vendor)(modelId) })
}
