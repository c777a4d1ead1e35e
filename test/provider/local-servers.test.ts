import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { detectLocalServers } from '../../src/provider/local-servers.ts'

const open: (Server | TcpServer)[] = []

const listen = async (server: Server | TcpServer): Promise<number> => {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener))

const serveModels = (...ids: unknown[]): Promise<number> =>
  serve((request, response) => {
    response.statusCode = request.url === '/v1/models' ? 200 : 404
    response.end(JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) }))
  })

/** A port on which nothing listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

afterEach(async () => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
})

describe('detectLocalServers', () => {
  it('finds every server that lists models, in a fixed order, with their models in the order of the server', async () => {
    const [vllm, ollama] = [await serveModels('qwen3'), await serveModels('llama3.2:latest', 'gemma3')]
    const found = await detectLocalServers({ ports: { vllm, ollama, lmstudio: await closedPort() } })
    expect(found).toEqual([
      { name: 'ollama', baseUrl: `http://127.0.0.1:${ollama}/v1`, models: ['llama3.2:latest', 'gemma3'] },
      { name: 'vllm', baseUrl: `http://127.0.0.1:${vllm}/v1`, models: ['qwen3'] },
    ])
  })

  it('leaves out models that cannot chat, and a server that has no others', async () => {
    const ports = {
      ollama: await serveModels('nomic-embed-text', 'llama3.2'),
      lmstudio: await serveModels('text-embedding-nomic'),
    }
    const found = await detectLocalServers({ ports })
    expect(found.map(({ name, models }) => [name, models])).toEqual([['ollama', ['llama3.2']]])
  })

  it.each<[string, RequestListener]>([
    ['a web page', (_, response) => response.setHeader('content-type', 'text/html').end('<html>hello</html>')],
    ['an empty list', (_, response) => response.end('{"data":[]}')],
    ['another JSON', (_, response) => response.end('{"data":{"id":"x"}}')],
    ['null', (_, response) => response.end('null')],
    ['a list of oddities', (_, response) => response.end('{"data":[null,1,{"id":2},{"id":""}]}')],
    ['a refusal', (_, response) => response.writeHead(401).end('{"data":[{"id":"x"}]}')],
    ['a redirection', (_, response) => response.writeHead(302, { location: '/v1/models/' }).end()],
    ['half an answer', (_, response) => void response.write('{"data":[{"id":"x"', () => response.destroy())],
  ])('takes %s for no server', async (_, listener) => {
    expect(await detectLocalServers({ ports: { llamacpp: await serve(listener) } })).toEqual([])
  })

  it('takes a port that speaks no HTTP for no server', async () => {
    const port = await listen(
      createTcpServer((socket) =>
        socket
          .on('error', () => {})
          .resume()
          .end('220 hello\r\n'),
      ),
    )
    expect(await detectLocalServers({ ports: { ollama: port } })).toEqual([])
  })

  it('gives up a server that drips its answer, and does not wait for it longer than told', async () => {
    let closed: () => void = () => {}
    const closedByUs = new Promise<void>((resolve) => (closed = resolve))
    const port = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(timer)
        closed()
      })
    })
    const startedAt = performance.now()
    expect(await detectLocalServers({ ports: { ollama: port }, timeoutMs: 150 })).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await closedByUs
  })

  it('stops reading an answer that is too long', async () => {
    let sent = 0
    const port = await serve((_, response) => {
      const feed = (): void => {
        while (!response.destroyed && response.write('x'.repeat(100_000))) sent += 100_000
      }
      response.on('drain', feed)
      feed()
    })
    expect(await detectLocalServers({ ports: { ollama: port }, timeoutMs: 5_000 })).toEqual([])
    expect(sent).toBeLessThan(20_000_000)
  })
})
