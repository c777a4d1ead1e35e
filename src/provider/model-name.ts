import type { ConfiguredProvider } from './configured-provider.ts'

/** What a name that a viewer or the configuration gives stands for. */
export interface NamedModel {
  configured: ConfiguredProvider
  /** undefined: the provider's default. */
  model: string | undefined
}

export interface KnownNames {
  providers: ReadonlyMap<string, ConfiguredProvider>
  aliases: ReadonlyMap<string, string>
}

const maxNameLength = 200

// Blanks and control characters stand in no model's name; lone surrogates cannot be stored.
const impossible = /[\s\p{C}]/u

/** Reads `provider/model` (the model may hold slashes), a provider's name, or an alias of one; undefined where it is none. */
export function readModelName(name: string, { providers, aliases }: KnownNames): NamedModel | undefined {
  const target = followAliases(name, aliases)
  if (target === undefined || target.length > maxNameLength || impossible.test(target)) return undefined

  const alone = providers.get(target)
  if (alone) return { configured: alone, model: undefined }

  const slash = target.indexOf('/')
  const configured = providers.get(target.slice(0, Math.max(slash, 0)))
  const model = target.slice(slash + 1)
  if (!configured || model === '') return undefined
  return configured.models && !configured.models.includes(model) ? undefined : { configured, model }
}

// An alias may lead to another one; a circle leads nowhere.
function followAliases(name: string, aliases: ReadonlyMap<string, string>): string | undefined {
  const seen = new Set<string>()
  let target = name
  for (;;) {
    const next = aliases.get(target)
    if (next === undefined || next === target) return target
    if (seen.has(next)) return undefined
    seen.add(next)
    target = next
  }
}
