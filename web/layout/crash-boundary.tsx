import { Button } from '@mantine/core'
import { Component } from 'react'
import type { ReactNode } from 'react'
import classes from './layout.module.css'

/** Says so where the page itself fails: nothing that was sent is lost by it, and a reload brings everything back. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError = (): { crashed: boolean } => ({ crashed: true })

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children
    return (
      <main className={classes.crash} role="alert">
        <h1>This page has stopped working</h1>
        <p>Your conversations are safe on the server. Reload the page to go on.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </main>
    )
  }
}
