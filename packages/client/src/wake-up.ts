/** Calls back when waiting has become pointless; answers how to stop that. */
export type WakeUp = (wake: () => void) => () => void

/** Wakes when a browser says that the network is back, or shows the page again. Elsewhere it never does. */
export const browserWakeUp: WakeUp = (wake) => {
  if (typeof document === 'undefined') return () => {}
  const look = (): void => {
    if (document.visibilityState === 'visible') wake()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', look)
  return () => {
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', look)
  }
}
