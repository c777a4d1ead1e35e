import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { mostUnsentBytes } from '../limits.ts'
import { resultFrame } from './result-frame.ts'

/** What wants to send waits here while it may not: at once and in full, or one at a time where it sends later. */
interface Waiting {
  go: () => void
  /** Whether what it sends is sent by the time `go` returns. */
  atOnce: boolean
}

/**
 * The way out of one socket. Nothing is put into it while its client takes nothing: whoever has more to say waits for
 * room, whatever the client says meanwhile stays in the client's own buffers, and a client that takes nothing for too
 * long is cut off.
 */
export class Outlet {
  readonly #webSocket: WebSocket
  readonly #socket: Socket
  readonly #waiting = new Set<Waiting>()
  readonly #stallGraceMs: number
  #timed = false
  #crowded = false
  #deaf = false
  #granted = false

  constructor(webSocket: WebSocket, socket: Socket, stallGraceMs: number) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#stallGraceMs = stallGraceMs
    socket.on('timeout', this.#timedOut)
    socket.on('drain', this.#drained)
    // Pongs are answers as well.
    webSocket.on('ping', () => this.#sent())
    webSocket.once('close', this.#closed)
  }

  get hasRoom(): boolean {
    return this.#socket.writableLength < mostUnsentBytes
  }

  /** Whether the client is not read at present, so that nothing can be heard of it. */
  get deaf(): boolean {
    return this.#deaf
  }

  send(text: string): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.#webSocket.send(text)
    this.#sent()
  }

  /** Sends `before`, which opens an object, its last value as JSON, and the end of it: the shortest way for what is sent most. */
  sendResult(before: string, json: string): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    // Without compression the library writes its own frames whole and at once as well: none can come between.
    const pieces = resultFrame(before, json)
    if (pieces.length > 1) this.#socket.cork()
    for (const piece of pieces) this.#socket.write(piece)
    if (pieces.length > 1) this.#socket.uncork()
    this.#sent()
  }

  /** While a client has asked for more than is its turn, no more of it is read either. */
  set crowded(crowded: boolean) {
    this.#crowded = crowded
    this.#hearOrNot()
  }

  /** Calls `push` once there is room; it sends before it returns. Answers how to call that off. */
  onRoom(push: () => void): () => void {
    const waiting = { go: push, atOnce: true }
    this.#waiting.add(waiting)
    return () => this.#waiting.delete(waiting)
  }

  /**
   * Resolves once there is room, for one at a time; or the socket is closed. Whoever sends later always asks: many that
   * are woken together would otherwise all find room before the first of them has sent.
   */
  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add({ go: resolve, atOnce: false })
      this.#letGo()
    })
  }

  /** Mostly all of it has left by now. What has not must leave in time, if only by and by: Node takes any of it for progress. */
  #sent(): void {
    if (this.#socket.writableLength === 0) return
    if (!this.#timed) this.#socket.setTimeout(this.#stallGraceMs)
    this.#timed = true
    this.#hearOrNot()
  }

  readonly #timedOut = () => {
    if (this.#socket.writableLength > 0) return this.#webSocket.terminate()
    this.#timed = false
    this.#socket.setTimeout(0)
  }

  readonly #hearOrNot = () => {
    // Deaf once there is no room, and until all has left.
    const deaf = this.#crowded || (this.#deaf ? this.#socket.writableLength > 0 : !this.hasRoom)
    if (deaf === this.#deaf) return
    this.#deaf = deaf
    if (deaf) this.#webSocket.pause()
    else this.#webSocket.resume()
  }

  readonly #drained = () => {
    this.#hearOrNot()
    this.#letGo()
  }

  readonly #closed = () => {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    // An answer on its way ends its way; who pushes is told elsewhere.
    for (const { go, atOnce } of waiting) if (!atOnce) go()
  }

  readonly #letGo = () => {
    if (this.#granted) return
    for (const waiting of this.#waiting) {
      if (!this.hasRoom) return
      this.#waiting.delete(waiting)
      waiting.go()
      if (waiting.atOnce) continue
      // It sends a few microtasks later; until then nobody knows how much room is left.
      this.#granted = true
      return void setImmediate(this.#letGoOn)
    }
  }

  readonly #letGoOn = () => {
    this.#granted = false
    this.#letGo()
  }
}
