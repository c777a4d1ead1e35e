import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import type { NewSigningKey, SigningKeyStore } from './signing-key-store.ts'

const issuer = 'parley'
const audience = 'parley'
const type = 'at+jwt'
const algorithm = 'EdDSA'
const lifetime = '365d'

interface Key {
  id: string
  private: CryptoKey
  public: CryptoKey
}

/** Signs and checks the tokens that say who a viewer is, with keys that every process on the database shares. */
export class ViewerTokens {
  readonly #keys = new Map<string, Key>()
  #newest: Key | undefined

  constructor(private readonly keys: SigningKeyStore) {}

  /** Reads the keys; the first process on a new database makes one. Needed before anything else. */
  async load(): Promise<void> {
    await this.#readKeys()
    if (this.#newest) return
    await this.keys.addFirst(makeKey)
    await this.#readKeys()
  }

  sign(viewerId: string): Promise<string> {
    if (!this.#newest) throw new Error('ViewerTokens.load() comes first')
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm, typ: type, kid: this.#newest.id })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(viewerId)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(this.#newest.private)
  }

  /** The viewer's id; undefined for anything but a token of ours that is still good. */
  async verify(token: string): Promise<string | undefined> {
    // Longer than any token of ours: not worth decoding.
    if (token.length > 2_000) return undefined
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#publicKey(kid), {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: type,
        // The end is checked, the beginning is not: the process that signed it may have a clock that is ahead of ours.
        requiredClaims: ['sub', 'iat', 'exp'],
      })
      return payload.sub
    } catch {
      return undefined
    }
  }

  #publicKey(id: string | undefined): CryptoKey {
    const key = this.#keys.get(id ?? '')
    if (!key) throw new Error('no such key')
    return key.public
  }

  async #readKeys(): Promise<void> {
    for (const row of await this.keys.all()) {
      const key = { id: row.id, private: await imported(row.privateKey), public: await imported(row.publicKey) }
      this.#keys.set(row.id, key)
      this.#newest = key
    }
  }
}

async function imported(jwk: JWK): Promise<CryptoKey> {
  return (await importJWK(jwk, algorithm)) as CryptoKey
}

async function makeKey(): Promise<NewSigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    id: uuidv7(),
    algorithm,
    publicKey: await exportJWK(publicKey),
    privateKey: await exportJWK(privateKey),
  }
}
