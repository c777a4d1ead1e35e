/** Where the fake model listens; whoever starts a server says it. */
export const modelUrl = process.argv[2] ?? ''

export const chatCompletion = (prompt: string): string =>
  JSON.stringify({ model: 'fake', stream: true, messages: [{ role: 'user', content: prompt }] })

/** The model's reply, piece by piece: fetch, decode, split, parse, as a first version is written. */
export async function* askModel(prompt: string): AsyncGenerator<string> {
  const response = await fetch(`${modelUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: chatCompletion(prompt),
  })
  if (!response.ok || !response.body) throw new Error(`The model answered ${response.status}`)
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue
      const text = textOf(line.slice('data: '.length))
      if (text) yield text
    }
  }
}

/** The piece of text in one event of a chat completion. */
export function textOf(data: string): string | undefined {
  const { choices } = JSON.parse(data) as { choices: { delta: { content?: string } }[] }
  return choices[0]?.delta.content
}
