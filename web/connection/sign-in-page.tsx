import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Wordmark } from '../theme/wordmark.tsx'
import { errorWords } from './error-words.ts'
import type { Fault } from './fault.ts'
import classes from './connection.module.css'

interface SignInPageProps {
  fault: Fault
  /** The token that the reader had, or gave last, did not let them in. */
  wasRefused: boolean
  onToken: (token: string) => void
}

/** For a server that takes no strangers: the reader brings a token that somebody gave to them. */
export function SignInPage({ fault, wasRefused, onToken }: SignInPageProps) {
  const [token, setToken] = useState('')
  const bare = token.trim().replace(/^Bearer\s+/i, '')
  const isClosed = fault.code === 'FORBIDDEN'
  const { title, advice } = errorWords(fault)
  return (
    <main className={classes.page}>
      <form
        className={classes.card}
        onSubmit={(event) => {
          event.preventDefault()
          if (bare) onToken(bare)
        }}
      >
        <Wordmark />
        <h1>{isClosed ? 'Sign in with a token' : title}</h1>
        <p>
          {isClosed
            ? 'This server does not take viewers without an account. Paste the access token that you were given.'
            : advice}
        </p>
        <TextInput
          label="Access token"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          error={wasRefused && !bare ? 'The last token was not accepted: it is wrong, or too old.' : undefined}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!bare}>
          Continue
        </Button>
      </form>
    </main>
  )
}
