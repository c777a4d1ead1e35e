import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const nearPx = 48

/**
 * Keeps a scroller at its end while its content grows, until the reader scrolls up; keeps the reader's place when
 * something is put in front. `firstKey` names the first thing shown, `lastKey` the last: a new last one is followed.
 */
export function useStickToBottom(firstKey: string | null, lastKey: string | null) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const sticking = useRef(true)
  const lastTop = useRef(0)
  const lastHeight = useRef(0)
  const [isAway, setIsAway] = useState(false)

  const toBottom = useCallback((smooth = false) => {
    const element = scroller.current
    if (!element) return
    sticking.current = true
    element.scrollTo({ top: element.scrollHeight, behavior: smooth ? 'smooth' : 'instant' })
    setIsAway(false)
  }, [])

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight
    // Only a movement upwards is the reader's: content that grows moves the end away without moving the place.
    if (element.scrollTop < lastTop.current - 2 && distance > 2) sticking.current = false
    if (distance < nearPx) sticking.current = true
    lastTop.current = element.scrollTop
    setIsAway(!sticking.current && distance > nearPx)
  }, [])

  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    const observer = new ResizeObserver(() => {
      if (sticking.current) element.scrollTop = element.scrollHeight
      lastHeight.current = element.scrollHeight
    })
    observer.observe(content.current)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // Earlier messages were put in front: what the reader was looking at stays under their eyes.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const grown = element.scrollHeight - lastHeight.current
    if (!sticking.current && lastHeight.current > 0 && grown > 0) element.scrollTop += grown
    lastHeight.current = element.scrollHeight
  }, [firstKey])

  useLayoutEffect(() => toBottom(), [lastKey, toBottom])

  return { scroller, content, onScroll, isAway, toBottom }
}
