/** Response headers as Node gives them: lower-case names. */
export type WireHeaders = Record<string, string | string[] | undefined>

/** An answer that is not the reply asked for, as far as it could be read. */
export interface WireFailure {
  status: number
  headers: WireHeaders
  /** The body as JSON (the first element where it is an array); undefined where it is none. */
  body: unknown
}

export const headerOf = (headers: WireHeaders, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** JSON of whatever text a vendor sent; undefined where it is none. */
export function parseBody(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text)
    return Array.isArray(body) ? (body as unknown[])[0] : body
  } catch {
    return undefined
  }
}

/** A field of something that a vendor sent, which may be anything at all. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** The same where only text will do: the empty string stands for anything else. */
export function textField(value: unknown, name: string): string {
  const found = field(value, name)
  return typeof found === 'string' ? found : ''
}
