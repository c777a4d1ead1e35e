import { isValidElement, useRef } from 'react'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import classes from './code-block.module.css'

/** A block of code with its language and a button that copies it. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const code = useRef<HTMLPreElement>(null)
  const language = languageOf(children)
  return (
    <figure className={classes.block}>
      <figcaption className={classes.bar}>
        <span>{language}</span>
        <CopyButton label="Copy code" text={() => code.current?.textContent ?? ''} withLabel />
      </figcaption>
      {/* Code wider than the page scrolls, and by keys only what can be focused scrolls. */}
      <pre ref={code} className={classes.code} tabIndex={0} aria-label={language ? `${language} code` : 'Code'}>
        {children}
      </pre>
    </figure>
  )
}

function languageOf(children: ReactNode): string {
  const className = isValidElement<{ className?: string }>(children) ? children.props.className : undefined
  return /language-([\w+#.-]+)/.exec(className ?? '')?.[1] ?? ''
}
