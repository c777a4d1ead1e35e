import MiniSearch from 'minisearch'
import type { Passage } from './passage.ts'

export interface FoundPassage {
  passage: Passage
  /** The words that were asked for, in lower case; the passage holds some of them. */
  wanted: string[]
}

/** A question longer than this is read as far as here. */
const maxQuestionLength = 1_000

const stopWords = new Set(
  (
    'a about all also am an and any are as at be been but by can could did do does for from get give had has have he her ' +
    'here hi how i if in into is it its just know let like make me mean mine more most much my need no not of off on or our ' +
    'out please say she should show so some tell than thanks that the their them then there these they this those to ' +
    'too up us use using want was way we were what when where which who why will with work works would you your'
  ).split(' '),
)

/** Finds the passages of the docs that speak of what a question asks for. */
export class DocsSearch {
  private readonly index = new MiniSearch<{ id: number; heading: string; title: string; text: string }>({
    fields: ['heading', 'title', 'text'],
    tokenize,
    processTerm: stem,
    searchOptions: {
      boost: { heading: 3, title: 1.5 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  })

  constructor(readonly passages: readonly Passage[]) {
    this.index.addAll(
      passages.map(({ heading, title, blocks }, id) => ({ id, heading, title, text: blocks.join('\n') })),
    )
  }

  /** The best passages, the best first; none where the docs do not speak of what is asked for. */
  search(question: string, limit: number): FoundPassage[] {
    const wanted = wordsAskedFor(question)
    // A question of which half the words stand nowhere in the docs is about something else.
    if (wanted.filter((word) => this.index.search(word).length > 0).length * 2 <= wanted.length) return []
    const results = this.index
      .search(wanted.join(' '))
      .map(({ id, score, queryTerms }) => ({ passage: this.passages[id as number] as Passage, score, queryTerms }))
      .map((result) => (isHeadedBy(result.passage, wanted) ? { ...result, score: result.score * 2 } : result))
      .sort((a, b) => b.score - a.score)
    const best = results[0]?.score ?? 0
    return results
      .filter(({ score, queryTerms }) => score >= best * 0.45 && new Set(queryTerms).size * 2 >= wanted.length)
      .slice(0, limit)
      .map(({ passage }) => ({ passage, wanted }))
  }
}

/** The words of a question that say what it is about, each once. */
export const wordsAskedFor = (question: string): string[] => [
  ...new Set(
    tokenize(question.slice(0, maxQuestionLength))
      .map(stem)
      .filter((term): term is string => term !== null),
  ),
]

// "What is a reply?" means the section of that name, not the longer ones that speak of replies.
const isHeadedBy = ({ heading }: Passage, wanted: string[]): boolean => {
  const words = wordsAskedFor(heading)
  return words.length > 0 && words.every((word) => wanted.includes(word))
}

// An identifier is found by its whole name and by each of its words: PROVIDER_TIMEOUT, replyStream.
function tokenize(text: string): string[] {
  return text.split(/[^\p{L}\p{N}_]+/u).flatMap((word) => {
    const parts = word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part !== '')
    return parts.length > 1 ? [word, ...parts] : parts
  })
}

function stem(term: string): string | null {
  const lower = term.toLowerCase()
  if (stopWords.has(lower)) return null
  if (lower.length > 6 && lower.endsWith('ing')) return lower.slice(0, -3)
  return lower.length > 3 && lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower
}
