import type { Provider } from './provider.ts'

/** A provider together with what the configuration says about it. */
export interface ConfiguredProvider {
  provider: Provider
  /** The model that the provider's name alone stands for; undefined: the first one it lists. */
  defaultModel?: string | undefined
  /** Tokens of a request with its answer, for models of which nobody says it. */
  contextTokens: number
  /** All its models, where there can be no others; undefined: only the vendor knows which names are right. */
  models?: readonly string[]
}

/**
 * The strongest means by which a reply may be saved whose writer died: `rejoin` the vendor's run where it has one that can
 * be joined, else `continue` from the text so far, else (there is none, or `reset`) begin anew; `none` keeps the text and
 * asks nobody.
 */
export type RecoveryMeans = 'rejoin' | 'continue' | 'reset' | 'none'

/** What the configuration sets for one model. */
export interface ModelSettings {
  temperature?: number | undefined
  maxOutputTokens?: number | undefined
  contextTokens?: number | undefined
  /** System instructions for conversations that have none of their own. */
  instructions?: string | undefined
  /** What becomes of its replies whose writer died; undefined: as for all models. */
  recovery?: RecoveryMeans | undefined
}
