import rehypeHighlight from 'rehype-highlight'
import { MarkdownPiece } from './markdown-piece.tsx'
import './highlight.css'

const plugins = [rehypeHighlight]

/** Markdown with coloured code; in a file of its own, since its grammars load only when there is code to colour. */
export default function HighlightedPiece({ text }: { text: string }) {
  return <MarkdownPiece text={text} afterSanitising={plugins} />
}
