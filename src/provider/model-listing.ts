import type { ModelDescription, Provider } from './provider.ts'
import { ProviderFault } from './provider.ts'

/** What a provider last answered when asked for its models. */
export type Listing =
  | { models: ModelDescription[]; fault?: undefined }
  /** `models` holds those of the last good answer, none where there was none. */
  | { models: ModelDescription[]; fault: ProviderFault }

const deadlineMs = 3_000
const freshForMs = 60_000
/** An operator who has just started a server reloads the page and wants to see it. */
const faultFreshForMs = 5_000
/** An older list is not shown while a new one is fetched: the reader waits for the new one. */
const usableForMs = 10 * 60_000
/** Aggregators list hundreds; nobody picks from more than this. */
const maxModels = 1_000

/**
 * The models of one provider, remembered. An answer is fresh for a minute; then it is still given at once while one
 * request, shared by all who ask, fetches the next.
 */
export class ModelListing {
  private last: Listing | undefined
  private fetchedAt = 0
  private fetching: Promise<Listing> | undefined

  constructor(private readonly provider: Provider) {}

  /** Never rejects: a provider that fails is a listing with a fault. Takes at most 3 s. */
  async read(): Promise<Listing> {
    const { last } = this
    const age = performance.now() - this.fetchedAt
    if (last && age < (last.fault ? faultFreshForMs : freshForMs)) return last

    const fetching = (this.fetching ??= this.fetch())
    return last && !last.fault && age < usableForMs ? last : fetching
  }

  /** Tokens that the model said it takes; undefined where it did not, or was never asked. */
  contextTokensOf(model: string): number | undefined {
    return this.last?.models.find(({ name }) => name === model)?.contextTokens
  }

  private async fetch(): Promise<Listing> {
    const listing = await this.ask()
    this.last = listing
    this.fetchedAt = performance.now()
    this.fetching = undefined
    return listing
  }

  private async ask(): Promise<Listing> {
    const { provider } = this
    const deadline = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const fault = tooSlow(provider.name)
        reject(fault)
        deadline.abort(fault)
      }, deadlineMs)
    })
    try {
      const models = await Promise.race([provider.listModels(deadline.signal), expired])
      return { models: models.slice(0, maxModels) }
    } catch (error) {
      const fault = error instanceof ProviderFault ? error : failed(provider.name, error)
      return { models: this.last?.models ?? [], fault }
    } finally {
      clearTimeout(timer)
    }
  }
}

const tooSlow = (provider: string): ProviderFault =>
  new ProviderFault('PROVIDER_TIMEOUT', `${provider} did not list its models within ${deadlineMs / 1_000} seconds.`, {
    kind: 'transient',
    retry: 'yes',
    fallback: 'yes',
    breaker: 'ignore',
  })

const failed = (provider: string, cause: unknown): ProviderFault =>
  new ProviderFault('PROVIDER_BAD_RESPONSE', `${provider} could not list its models.`, {
    kind: 'transient',
    retry: 'yes',
    fallback: 'yes',
    breaker: 'ignore',
    cause,
  })
