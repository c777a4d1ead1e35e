export type EmbeddedPostgresReason =
  'already-running' | 'no-binaries' | 'folder' | 'user' | 'other-version' | 'not-started' | 'not-stopped' | 'timeout'

/** Why the embedded database cannot serve, told to whoever starts Parley and never to a client. */
export class EmbeddedPostgresError extends Error {
  constructor(
    readonly reason: EmbeddedPostgresReason,
    message: string,
    { cause }: { cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'EmbeddedPostgresError'
  }
}
