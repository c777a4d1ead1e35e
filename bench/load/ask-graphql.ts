import { request, type Dispatcher } from 'undici'

export interface HttpEndpoint {
  url: string
  dispatcher: Dispatcher
}

export interface GraphqlRequest {
  query: string
  variables?: object
  token?: string
}

/** Carries out one operation over HTTP; rejects with the errors where there are any. */
export async function askGraphql<Data>(
  { url, dispatcher }: HttpEndpoint,
  { query, variables = {}, token }: GraphqlRequest,
): Promise<Data> {
  const { body } = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    dispatcher,
  })
  const { data, errors } = (await body.json()) as { data?: Data; errors?: GraphqlError[] }
  if (errors || data === undefined) throw new Error(`refused: ${describeErrors(errors ?? [])}`)
  return data
}

export interface GraphqlError {
  message: string
  extensions?: { code?: string }
}

/** Without what differs from one time to the next, so that the same failure reads the same. */
export const describeErrors = (errors: GraphqlError[]): string =>
  errors.map(({ message, extensions }) => `${extensions?.code ?? 'ERROR'} ${message}`).join('; ')
