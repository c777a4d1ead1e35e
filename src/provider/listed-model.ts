import type { ConfiguredProvider } from './configured-provider.ts'
import type { Listing } from './model-listing.ts'

/** One model in the list that viewers choose from. */
export interface ListedModel {
  /** What to ask for: `provider/model`, or the provider's name where its models were never seen. */
  id: string
  provider: string
  name: string
  available: boolean
  unavailableReason?: string | undefined
  isDefault: boolean
  contextTokens?: number | undefined
}

export interface ListedModelContext {
  defaultOf: (configured: ConfiguredProvider) => string | undefined
  /** The model of sends that name none; its `model` is undefined while nobody knows it. */
  default: { provider: string; model: string | undefined } | undefined
  contextTokensOf: (id: string) => number | undefined
}

interface ProviderListing {
  configured: ConfiguredProvider
  listing: Listing
}

const collator = new Intl.Collator('en', { numeric: true })

/** Makes one sorted list of what the providers answered. */
export function listedModels(listings: ProviderListing[], context: ListedModelContext): ListedModel[] {
  return listings
    .flatMap((listing) => modelsOf(listing, context))
    .sort(
      (a, b) =>
        Number(b.isDefault) - Number(a.isDefault) ||
        collator.compare(a.provider, b.provider) ||
        collator.compare(a.name, b.name),
    )
}

function modelsOf({ configured, listing }: ProviderListing, context: ListedModelContext): ListedModel[] {
  const provider = configured.provider.name
  const isDefaultProvider = context.default?.provider === provider
  const defaultModel = isDefaultProvider ? context.default?.model : undefined
  const told = new Map(listing.models.map((model) => [model.name, model.contextTokens]))

  // A vendor may answer to names that it does not list, and the configured ones are such as a rule.
  const names = new Set([defaultModel, context.defaultOf(configured), ...told.keys()])
  names.delete(undefined)
  const state = listing.fault ? { available: false, unavailableReason: listing.fault.message } : { available: true }

  if (names.size === 0) {
    // Its name stands for whatever model it will list first, so the viewer can see it and ask for it.
    return listing.fault ? [{ id: provider, provider, name: provider, isDefault: isDefaultProvider, ...state }] : []
  }
  return [...(names as Set<string>)].map((name) => {
    const id = `${provider}/${name}`
    const contextTokens = context.contextTokensOf(id) ?? told.get(name)
    return { id, provider, name, isDefault: isDefaultProvider && name === defaultModel, contextTokens, ...state }
  })
}
