import { lazy, memo, Suspense } from 'react'
import { endsInsideFence, markdownBlocks } from './markdown-blocks.ts'
import { MarkdownPiece } from './markdown-piece.tsx'
import classes from './markdown.module.css'

// Where the colours cannot be loaded, for a connection that is down just then, code is as readable without them.
const HighlightedPiece = lazy(() => import('./highlighted-piece.tsx').catch(() => ({ default: MarkdownPiece })))

/** Text as Markdown, in pieces: while it grows, only the last piece is parsed and rendered again. */
export const Markdown = memo(function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const blocks = markdownBlocks(text)
  return (
    <div className={classes.markdown} data-growing={growing || undefined}>
      {blocks.map((block, index) => (
        // A piece keeps its place for as long as the text only grows.
        <Piece key={index} text={block} />
      ))}
    </div>
  )
})

const Piece = memo(function Piece({ text }: { text: string }) {
  // Colours wait until a code block is whole: they would be computed anew for each of its characters.
  if (!/^\s*(?:```|~~~)/m.test(text) || endsInsideFence(text)) return <MarkdownPiece text={text} />
  return (
    <Suspense fallback={<MarkdownPiece text={text} />}>
      <HighlightedPiece text={text} />
    </Suspense>
  )
})
