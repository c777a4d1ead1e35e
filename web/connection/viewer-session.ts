/** Where the token lives, shared by the client and the playground. */
export const tokenKey = 'parley.token'

export interface ViewerSessionOptions {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Asks the server for a new viewer; rejects where it does not give one. */
  signIn: () => Promise<string>
  /** Called when this page speaks for another viewer from now on: its token was refused, or another page has changed it. */
  onReplaced?: () => void
}

/** Who this browser is to the server: one token, asked for when there is none and once more when it is refused. */
export class ViewerSession {
  #pending: Promise<string> | undefined
  /** Whom the page has spoken for so far: what it shows is theirs. */
  #used: string | null
  readonly #lost = new Set<(error: unknown) => void>()

  constructor(private readonly options: ViewerSessionOptions) {
    this.#used = this.current()
  }

  /** The token in hand, if any. */
  current(): string | null {
    return this.options.storage.getItem(tokenKey)
  }

  /** The token in hand, or a new one. */
  async token(): Promise<string> {
    const current = this.current()
    return current === null ? this.#signIn() : this.#use(current)
  }

  /** Takes a token that somebody gave to the reader. */
  adopt(token: string): void {
    this.options.storage.setItem(tokenKey, token)
    this.#use(token)
  }

  /** Takes the token that another page has stored, where it did. */
  readonly takeStored = (): void => {
    // As it stands now: several pages may have stored theirs by the time that this one hears of the first.
    const current = this.current()
    if (current !== null) this.#use(current)
  }

  /** Calls back where a refused token could not be replaced. */
  onLost(listener: (error: unknown) => void): () => void {
    this.#lost.add(listener)
    return () => this.#lost.delete(listener)
  }

  /** Replaces a refused token. Another tab, or another request, may have done so already: then theirs is taken. */
  async renew(refused: string | null): Promise<string> {
    const current = this.current()
    if (current !== null && current !== refused) return this.#use(current)
    this.options.storage.removeItem(tokenKey)
    try {
      return await this.#signIn()
    } catch (error) {
      for (const listener of this.#lost) listener(error)
      throw error
    }
  }

  #signIn(): Promise<string> {
    this.#pending ??= this.options
      .signIn()
      .then((made) => {
        // Another page may have been quicker: one viewer for all of them.
        const token = this.current() ?? made
        this.adopt(token)
        return token
      })
      .finally(() => (this.#pending = undefined))
    return this.#pending
  }

  #use(token: string): string {
    const before = this.#used
    this.#used = token
    if (before !== null && before !== token) this.options.onReplaced?.()
    return token
  }
}
