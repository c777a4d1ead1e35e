import type { ServerResponse } from 'node:http'
import type { FakeRun } from './fake-run.ts'
import { renderEvent } from './vendor-wire.ts'

/** Streams a run from after the event with this number to its end, as to somebody who comes back to it. */
export function streamRun(run: FakeRun, after: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  const leave = run.follow(after, {
    hear: (event) => void (response.destroyed || response.write(renderEvent('responses', event, '\n'))),
    ended: () => response.end(),
  })
  response.once('close', leave)
}

/** Answers with the run as it is now. */
export function describeRun(run: FakeRun, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(run.toJson()))
}

/** Answers as to somebody who asks for a run that is not there, or is not any more. */
export function denyRun(id: string, response: ServerResponse): void {
  const error = {
    message: `Response with id '${id}' not found.`,
    type: 'invalid_request_error',
    param: 'id',
    code: null,
  }
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}
