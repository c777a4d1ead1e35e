import { type DocsSearch, type FoundPassage, wordsAskedFor } from './docs-search.ts'
import { excerptOf } from './excerpt.ts'
import type { Passage } from './passage.ts'

/** For the passages alone; with what the guide says of itself an answer stays below 250 words. */
const maxPassageWords = 150
const maxPassages = 3
/** A passage that gets fewer words than this would be a torn scrap. */
const minPassageWords = 15

const aboutModels =
  'I am the demo guide: I search these docs, and I am no language model. To chat with one, set `OPENAI_API_KEY`, ' +
  '`GEMINI_API_KEY`, `ANTHROPIC_API_KEY` or `PARLEY_SERVERS`, or start a local model server such as Ollama; then restart Parley.'

// A greeting and nothing else: "Hi, what is a cursor?" is a question.
const greeting =
  /^\W*(hi|hello|hey|hallo|hola|howdy|greetings|good (morning|afternoon|evening|day))\b([\s,]+(there|all|everyone|guide|parley))*\W*$/i

/** Answers a question with passages of the docs and their sources; every section of the answer stands by itself. */
export function guideAnswer(question: string, docs: DocsSearch): string {
  return sectionsFor(question, docs).join('\n\n')
}

function sectionsFor(question: string, docs: DocsSearch): string[] {
  if (greeting.test(question.slice(0, 100)))
    return ['Hello! Ask me something about Parley.', ...topics(docs), aboutModels]
  if (wordsAskedFor(question).length === 0) return ['Ask me something about Parley.', ...topics(docs), aboutModels]

  const passages = passageSections(docs.search(question, maxPassages))
  if (passages.length === 0) return ["I found nothing about that in Parley's docs.", ...topics(docs), aboutModels]
  return ["This is what Parley's docs say:", ...passages, aboutModels]
}

function passageSections(found: FoundPassage[]): string[] {
  const sections: string[] = []
  let left = maxPassageWords
  for (const hit of found) {
    if (left < minPassageWords) break
    const { markdown, words, shortened } = excerptOf(hit, left)
    if (markdown === '') continue
    left -= words
    sections.push(`### ${hit.passage.heading}\n\n${markdown}\n\n${source(hit.passage, shortened)}`)
  }
  return sections
}

const source = ({ file, heading }: Passage, shortened: boolean): string =>
  `*Source: \`${file}\`, “${heading}”${shortened ? ' (shortened)' : ''}*`

function topics({ passages }: DocsSearch): string[] {
  if (passages.length === 0) return ['There are no docs beside this server, so I have nothing to answer from.']
  const pages = new Map<string, string[]>()
  for (const { file, title, heading } of passages) {
    const headings = pages.get(file) ?? []
    if (heading !== title && headings.length < 3) headings.push(heading)
    pages.set(file, headings)
  }
  const lines = [...pages]
    .slice(0, 8)
    .map(([file, headings]) => `- \`${file}\`${headings.length > 0 ? ': ' : ''}${headings.join(', ')}`)
  return [`You can ask about what these pages hold:\n\n${lines.join('\n')}`]
}
