import { Loader } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useConnection } from './connection-context.tsx'
import { errorWords } from './error-words.ts'
import { toFault } from './fault.ts'
import type { Fault } from './fault.ts'
import { SignInPage } from './sign-in-page.tsx'
import classes from './connection.module.css'

/** Lets nobody in without a token: asks for one by itself, or by a page where the server gives none to strangers. */
export function SignInGate({ children }: { children: ReactNode }) {
  const { session, reachability } = useConnection()
  const [entered, setEntered] = useState(() => session.current() !== null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [wasRefused, setWasRefused] = useState(false)

  const enter = useCallback(async () => {
    try {
      await session.token()
      setFault(null)
      setEntered(true)
    } catch (error) {
      const met = toFault(error)
      setFault(met)
      if (met.code === 'NETWORK') reachability.report('http', false)
    }
  }, [reachability, session])

  useEffect(() => {
    if (entered) return
    // Not before the effect is through: signing in answers later in any case.
    queueMicrotask(() => void enter())
    return reachability.onRestored(() => void enter())
  }, [enter, entered, reachability])

  // A token that is refused later, on a server that gives no other, leads back here.
  useEffect(
    () =>
      session.onLost((error) => {
        setFault(toFault(error))
        setWasRefused(true)
        setEntered(false)
      }),
    [session],
  )

  if (entered) return children
  if (fault && fault.code !== 'NETWORK') {
    return (
      <SignInPage
        fault={fault}
        wasRefused={wasRefused}
        onToken={(token) => {
          session.adopt(token)
          setFault(null)
          setEntered(true)
        }}
      />
    )
  }
  return (
    <div className={classes.page} aria-busy="true">
      {fault ? (
        <p role="status">{errorWords(fault).title}. Trying again…</p>
      ) : (
        <Loader size="sm" aria-label="Starting" />
      )}
    </div>
  )
}
