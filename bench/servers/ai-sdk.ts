import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText } from 'ai'
import { listenOnLoopback } from '../process/listen-on-loopback.ts'
import { tellReady } from '../process/serve-parent.ts'
import { modelUrl } from './ask-model.ts'

const provider = createOpenAICompatible({ name: 'bench', baseURL: modelUrl })

const server = createServer((request, response) => {
  void promptOf(request).then((prompt) => {
    const result = streamText({ model: provider('fake'), prompt })
    void result.pipeUIMessageStreamToResponse(response)
  })
})

async function promptOf(request: IncomingMessage): Promise<string> {
  return (JSON.parse(await text(request)) as { prompt: string }).prompt
}

tellReady({ url: `http://127.0.0.1:${await listenOnLoopback(server)}/` })
