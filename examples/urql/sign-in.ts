import { SignInDocument, WhoAmIDocument } from './generated/graphql.ts'
import { createParleyClient } from './parley-client.ts'

const storedAs = 'parley.example.token'

/** The token of an earlier visit, where the server still accepts it, else that of a new viewer. */
export async function signIn(): Promise<string> {
  const stored = localStorage.getItem(storedAs)
  if (stored !== null && (await isAccepted(stored))) return stored

  const { data, error } = await createParleyClient().mutation(SignInDocument, {}).toPromise()
  if (!data) throw error ?? new Error('no answer')
  localStorage.setItem(storedAs, data.signInAnonymously.token)
  return data.signInAnonymously.token
}

async function isAccepted(token: string): Promise<boolean> {
  const { error } = await createParleyClient(token).query(WhoAmIDocument, {}).toPromise()
  // A server that is away has not refused the token: whoever throws it away loses their conversations.
  if (error?.networkError) throw error.networkError
  return !error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')
}
