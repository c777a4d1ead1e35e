import ReactMarkdown from 'react-markdown'
import type { Components, Options } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block.tsx'
import { htmlAsText } from './html-as-text.ts'
import classes from './markdown.module.css'

type Plugins = NonNullable<Options['rehypePlugins']>

const schema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
}
const remarkPlugins: NonNullable<Options['remarkPlugins']> = [remarkGfm, htmlAsText]
const sanitise: Plugins[number] = [rehypeSanitize, schema]
const none: Plugins = []

const components: Components = {
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
  // A remote picture would tell its server who reads what: the reader decides by following the link.
  img: ({ src, alt }) => <OutsideLink href={typeof src === 'string' ? src : undefined}>{alt || 'Picture'}</OutsideLink>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <div className={classes.tableFrame} tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
}

interface MarkdownPieceProps {
  text: string
  /** Plugins whose output is trusted, since they see only what was sanitised. */
  afterSanitising?: Plugins
}

/** One piece of a model's Markdown, sanitised: no HTML, no scripts, no pictures, links only to the web and to mail. */
export function MarkdownPiece({ text, afterSanitising = none }: MarkdownPieceProps) {
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={[sanitise, ...afterSanitising]} components={components}>
      {text}
    </ReactMarkdown>
  )
}

function OutsideLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (!href) return <>{children}</>
  if (href.startsWith('#')) return <a href={href}>{children}</a>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}
