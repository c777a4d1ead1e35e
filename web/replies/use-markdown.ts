import { createElement, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'

type RenderMarkdown = (text: string, growing: boolean) => ReactNode

let render: RenderMarkdown | null = null
const listeners = new Set<() => void>()

// The parser is as large as the rest of the page, so it comes beside it. Not by `lazy`, whose fallback would flash even
// where the parser is there already; should it never come, the text stands there as it is.
import('./markdown.tsx').then(
  ({ Markdown }) => {
    render = (text, growing) => createElement(Markdown, { text, growing })
    for (const listener of listeners) listener()
  },
  () => {},
)

/** Renders text as Markdown, once the parser is there. */
export const useMarkdown = (): RenderMarkdown | null => useSyncExternalStore(subscribe, () => render)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
