import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Outlet } from './outlet.ts'

/** Asks every socket from time to time whether its client is still there, and cuts off those that do not answer until the next time. */
export class KeepAlive {
  /** Sockets, and whether anything was heard of them since they were asked. */
  readonly #heard = new Map<WebSocket, boolean>()
  readonly #outlets = new WeakMap<WebSocket, Outlet>()
  readonly #timer: NodeJS.Timeout

  constructor(everyMs: number) {
    this.#timer = setInterval(() => this.#ask(), everyMs)
  }

  watch(webSocket: WebSocket, socket: Socket, outlet: Outlet): void {
    const hear = () => void this.#heard.set(webSocket, true)
    hear()
    this.#outlets.set(webSocket, outlet)
    // Behind a slow line the question itself takes its time; whoever takes what is sent is there.
    socket.on('drain', hear)
    webSocket.on('pong', hear)
    webSocket.on('message', hear)
    webSocket.once('close', () => this.#heard.delete(webSocket))
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #ask(): void {
    for (const [webSocket, heard] of this.#heard) {
      // What is not listened to cannot be heard: whether such a one takes what it is sent is watched elsewhere.
      if (this.#outlets.get(webSocket)?.deaf) continue
      if (!heard) {
        webSocket.terminate()
      } else {
        this.#heard.set(webSocket, false)
        webSocket.ping()
      }
    }
  }
}
