import { UnstyledButton } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Mark } from '../theme/wordmark.tsx'
import classes from './greeting.module.css'

const starters = [
  { title: 'What is Parley?', detail: 'What it does, and who it is for' },
  { title: 'How do I add a language model?', detail: 'OpenAI, Anthropic, Gemini, Ollama and others' },
  { title: 'How does a reply survive a lost connection?', detail: 'Cursors, resuming and the reply log' },
  { title: 'How do I use the GraphQL API from my own app?', detail: 'sendMessage, history and replyStream' },
]

interface GreetingProps {
  isDemo: boolean
  onPick: (text: string) => void
}

/** The empty page of a new chat, with a few questions to begin with. */
export function Greeting({ isDemo, onPick }: GreetingProps) {
  return (
    <div className={classes.greeting}>
      <div className={classes.inner}>
        <Mark size={44} />
        <h1 className={classes.title}>What would you like to know?</h1>
        <p className={classes.lead}>
          {isDemo
            ? 'This is the demo: it answers from Parley’s own documentation. Try one of these.'
            : 'Ask a question, or begin with one of these.'}
        </p>
        <ul className={classes.starters}>
          {starters.map(({ title, detail }) => (
            <li key={title}>
              <UnstyledButton className={classes.starter ?? ''} onClick={() => onPick(title)}>
                <span>
                  <strong>{title}</strong>
                  <small>{detail}</small>
                </span>
                <IconArrowRight size={16} className={classes.arrow} aria-hidden="true" />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
