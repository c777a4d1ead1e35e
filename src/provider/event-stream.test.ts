import { describe, expect, it } from 'vitest'
import { EventStream, EventTooLong } from './event-stream.ts'

function eventsOf(chunks: (string | Buffer)[], maxEventLength = 1000): string[] {
  const events: string[] = []
  const stream = new EventStream((data) => events.push(data), maxEventLength)
  for (const chunk of chunks) stream.push(Buffer.from(chunk))
  stream.end()
  return events
}

describe('an event stream', () => {
  it('hands on an event at its blank line, not at the bytes after it', () => {
    const events: string[] = []
    const stream = new EventStream((data) => events.push(data), 1000)
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      stream.push(Buffer.from(`data: ${JSON.stringify(lineEnd)}${lineEnd}${lineEnd}`))
      expect(events.pop()).toBe(JSON.stringify(lineEnd))
    }
  })

  it('takes CR and LF of two chunks for one line end', () => {
    expect(eventsOf(['data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\n\n'])).toEqual(['a\nb', 'c'])
  })

  it('takes an LF after a whole CRLF for a line of its own', () => {
    expect(eventsOf(['data: a\r\n', '\n', 'data: b\n\n'])).toEqual(['a', 'b'])
  })

  it('drops a byte order mark, whole or in pieces, but only at the head', () => {
    expect(eventsOf(['\ufeffdata: a\n\n'])).toEqual(['a'])
    const bytes = Buffer.from('\ufeffdata: a\ufeff\n\n')
    expect(eventsOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(['a\ufeff'])
  })

  it('keeps characters whole that arrive byte by byte', () => {
    const bytes = Buffer.from('data: é€😀\n\n')
    expect(eventsOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(['é€😀'])
  })

  it('hands on a bare line of JSON, also where the stream ends in it', () => {
    expect(eventsOf(['{"error":"x"}\n', 'data: a\n\n', '{"error":', '"y"}'])).toEqual([
      '{"error":"x"}',
      'a',
      '{"error":"y"}',
    ])
  })

  it('hands on an event that only lacks its blank line', () => {
    expect(eventsOf(['data: a'])).toEqual(['a'])
  })

  it('ignores comments, other fields and events without data', () => {
    expect(eventsOf([': hi\n\nevent: ping\n\nid: 1\nretry: x\nfoo\ndata:\n\n'])).toEqual([])
  })

  it('gives up an event that outgrows its bound, in pieces, at once, or over many lines', () => {
    const long = 'x'.repeat(60)
    expect(() => eventsOf([`data: ${long}`, long], 100)).toThrow(EventTooLong)
    expect(() => eventsOf([`data: ${long}${long}\n\n`], 100)).toThrow(EventTooLong)
    expect(() => eventsOf([`data: ${long}\n`, `data: ${long}\n`], 100)).toThrow(EventTooLong)
    expect(() => eventsOf([`{"error":"${long}${long}"}\n`], 100)).toThrow(EventTooLong)
    expect(eventsOf([`data: ${long}\n\n`, `data: ${long}\n\n`], 100)).toEqual([long, long])
  })
})
