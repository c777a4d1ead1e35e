import type { Logger } from '../logger.ts'
import { ChatError } from '../errors.ts'
import type { ConfiguredProvider, ModelSettings } from './configured-provider.ts'
import { listedModels, type ListedModel } from './listed-model.ts'
import { ModelListing, type Listing } from './model-listing.ts'
import { readModelName, type KnownNames } from './model-name.ts'
import type { Provider } from './provider.ts'

export interface ModelRegistryOptions {
  /** In the order of preference: without a `defaultModel` the first one's is the default. */
  providers: ConfiguredProvider[]
  /** `provider/model`, a provider's name or an alias. */
  defaultModel?: string | undefined
  aliases: Record<string, string>
  /** By `provider/model`. */
  modelSettings: Record<string, ModelSettings>
  log: Pick<Logger, 'info' | 'warn'>
}

/** A model that can be asked, with everything the configuration sets for it. */
export interface ResolvedModel {
  /** `provider/model` */
  id: string
  provider: Provider
  model: string
  settings: ModelSettings & { contextTokens: number }
}

/** Knows which models there are: what a name stands for, and which of them can be reached now. */
export class ModelRegistry {
  private readonly names: KnownNames
  private readonly listings: ReadonlyMap<string, ModelListing>
  private readonly defaultName: string | undefined
  private readonly settings: ReadonlyMap<string, ModelSettings>
  private readonly firstListed = new Map<string, string>()
  private readonly unreachable = new Set<string>()
  private readonly log: ModelRegistryOptions['log']

  constructor({ providers, defaultModel, aliases, modelSettings, log }: ModelRegistryOptions) {
    const byName = new Map(providers.map((configured) => [configured.provider.name, configured]))
    this.names = { providers: byName, aliases: new Map(Object.entries(aliases)) }
    this.listings = new Map(providers.map(({ provider }) => [provider.name, new ModelListing(provider)]))
    this.defaultName = defaultModel ?? providers[0]?.provider.name
    this.settings = new Map(Object.entries(modelSettings))
    this.log = log
    if (providers.length > 0) this.warnOfDeadNames()
  }

  /** Finds the model of a name, or the default one of none; asks the network only where a provider's default is not known. */
  async resolve(name: string | null | undefined): Promise<ResolvedModel> {
    const wanted = name ?? this.defaultName
    if (wanted === undefined || this.names.providers.size === 0) throw noProviders()
    const named = readModelName(wanted, this.names)
    if (!named) throw name == null ? wrongDefault() : unknownModel(wanted)

    const { configured } = named
    const model = named.model ?? configured.defaultModel ?? (await this.fetchFirstListed(configured))
    const id = `${configured.provider.name}/${model}`
    return { id, provider: configured.provider, model, settings: this.settingsOf(id, configured, model) }
  }

  /** Every model of every provider, the default one first; one that cannot be reached now says why. */
  async list(): Promise<ListedModel[]> {
    const listings = await Promise.all(
      [...this.names.providers.values()].map(async (configured) => ({
        configured,
        listing: await this.read(configured),
      })),
    )
    return listedModels(listings, {
      defaultOf: (configured) => this.knownDefaultOf(configured),
      default: this.knownDefault(),
      contextTokensOf: (id) => this.settings.get(id)?.contextTokens,
    })
  }

  private settingsOf(id: string, configured: ConfiguredProvider, model: string): ResolvedModel['settings'] {
    const settings = this.settings.get(id)
    const told = this.listings.get(configured.provider.name)?.contextTokensOf(model)
    return { ...settings, contextTokens: settings?.contextTokens ?? told ?? configured.contextTokens }
  }

  private async read({ provider }: ConfiguredProvider): Promise<Listing> {
    const listing = await (this.listings.get(provider.name) as ModelListing).read()
    this.rememberFirstListed(provider.name, listing)
    this.reportReachability(provider.name, listing)
    return listing
  }

  private async fetchFirstListed(configured: ConfiguredProvider): Promise<string> {
    const { name } = configured.provider
    const known = this.firstListed.get(name)
    if (known !== undefined) return known
    const { fault } = await this.read(configured)
    const first = this.firstListed.get(name)
    if (first !== undefined) return first
    throw fault ?? new ChatError('MODEL_NOT_FOUND', `${name} has no models yet.`)
  }

  // Servers list the newest first: what a bare provider's name means must not change because a model was added.
  private rememberFirstListed(provider: string, { models, fault }: Listing): void {
    const known = this.firstListed.get(provider)
    if (fault || models.some(({ name }) => name === known)) return
    const first = models[0]?.name
    if (first === undefined) this.firstListed.delete(provider)
    else this.firstListed.set(provider, first)
  }

  private knownDefaultOf({ provider, defaultModel }: ConfiguredProvider): string | undefined {
    return defaultModel ?? this.firstListed.get(provider.name)
  }

  private knownDefault(): { provider: string; model: string | undefined } | undefined {
    const named = this.defaultName === undefined ? undefined : readModelName(this.defaultName, this.names)
    if (!named) return undefined
    return { provider: named.configured.provider.name, model: named.model ?? this.knownDefaultOf(named.configured) }
  }

  private reportReachability(provider: string, { fault }: Listing): void {
    if (fault && !this.unreachable.has(provider)) {
      this.unreachable.add(provider)
      this.log.warn({ provider, code: fault.code }, `The models of ${provider} cannot be listed: ${fault.message}`)
    } else if (!fault && this.unreachable.delete(provider)) {
      this.log.info({ provider }, `The models of ${provider} can be listed again.`)
    }
  }

  private warnOfDeadNames(): void {
    const { defaultName, names } = this
    if (defaultName !== undefined && !readModelName(defaultName, names)) {
      this.log.warn({ defaultModel: defaultName }, 'The default model is of no provider that is configured.')
    }
    for (const [alias, target] of names.aliases) {
      if (!readModelName(alias, names)) {
        this.log.warn({ alias, target }, `The alias ${alias} leads to no provider that is configured.`)
      }
    }
  }
}

const noProviders = (): ChatError =>
  new ChatError(
    'PROVIDER_MISCONFIGURED',
    'This server has no model to ask. Its operator can set OPENAI_API_KEY, GEMINI_API_KEY, ANTHROPIC_API_KEY or ' +
      'PARLEY_SERVERS, or start a local model server, and restart it.',
  )

const wrongDefault = (): ChatError =>
  new ChatError(
    'PROVIDER_MISCONFIGURED',
    'The default model of this server is of no provider that it has. Its operator can correct PARLEY_DEFAULT_MODEL; ' +
      'meanwhile choose another model from the query `models`.',
  )

const unknownModel = (name: string): ChatError =>
  new ChatError(
    'MODEL_NOT_FOUND',
    `There is no model "${quotable(name)}". The query \`models\` lists those there are; ask for one by its id.`,
  )

const quotable = (name: string): string => {
  const clean = [...name.toWellFormed().replace(/\p{C}/gu, '')]
  return clean.length > 80 ? `${clean.slice(0, 80).join('')}…` : clean.join('')
}
