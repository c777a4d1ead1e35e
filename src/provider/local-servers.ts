import { get, type IncomingMessage } from 'node:http'
import { fromOpenAiModels } from './openai/openai-models.ts'

/** A model server found on this machine. */
export interface LocalServer {
  name: LocalServerName
  /** Where its OpenAI-compatible interface stands. */
  baseUrl: string
  /** In the server's order; never empty. */
  models: string[]
}

export type LocalServerName = keyof typeof usualPorts

const usualPorts = { ollama: 11434, lmstudio: 1234, llamacpp: 8080, vllm: 8000 }

export interface DetectionOptions {
  host?: string
  ports?: Partial<Record<LocalServerName, number>>
  timeoutMs?: number
}

/** Whatever else listens on these ports may answer with anything; a list of models is never this long. */
const maxBodyBytes = 1_000_000

/** Looks for the usual local model servers, all at once; whatever is slow, odd or silent is not there. */
export async function detectLocalServers(options: DetectionOptions = {}): Promise<LocalServer[]> {
  const { host = '127.0.0.1', ports = usualPorts, timeoutMs = 300 } = options
  const names = Object.keys(usualPorts) as LocalServerName[]
  const found = await Promise.all(
    names.map(async (name): Promise<LocalServer[]> => {
      const port = ports[name]
      if (port === undefined) return []
      const baseUrl = `http://${host}:${port}/v1`
      const models = await listModelsAt(`${baseUrl}/models`, timeoutMs)
      return models.length > 0 ? [{ name, baseUrl, models }] : []
    }),
  )
  return found.flat()
}

async function listModelsAt(url: string, timeoutMs: number): Promise<string[]> {
  try {
    const listing = JSON.parse(await fetchText(url, timeoutMs)) as object
    return fromOpenAiModels(listing, { compatible: true }).map((model) => model.name)
  } catch {
    return []
  }
}

// A connection of its own, closed after the answer: nothing is kept for a port that is never asked again.
function fetchText(url: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: 'application/json' } }, (response) => {
      readText(response).then(resolve, reject)
    })
    // The whole answer has to be here by then; a timeout of the socket would let it drip for ever.
    const timer = setTimeout(() => request.destroy(new Error('too slow')), timeoutMs)
    request.once('error', reject)
    request.once('close', () => {
      clearTimeout(timer)
      reject(new Error('closed'))
    })
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy()
    throw new Error('no list')
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) throw new Error('too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
