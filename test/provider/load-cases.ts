import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { renderEvent, wires } from '../kit/fake-vendor/vendor-wire.ts'
import * as expected from './expectation.ts'
import type { FaultCase } from './expectation.ts'
import { allKinds } from './wire-kit.ts'

const stop = { finishReason: 'stop' } as const
const many = Array.from({ length: 1000 }, (_, index) => `${index} `)
const big = 'x'.repeat(1024 * 1024)
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n'
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const firstText = (kind: VendorKind) => renderEvent(kind, wires[kind].text('so'), '\n')

/** S09, S18 to S20, F32: sizes, and a transfer that breaks. */
export const loadCases: FaultCase[] = [
  {
    row: 'S09',
    what: 'a thousand deltas',
    kinds: allKinds,
    script: { chunks: many },
    text: many.join(''),
    completion: stop,
    chunkings: ['event', 'whole', { seed: 5 }],
  },
  {
    row: 'S09',
    what: 'one event of a megabyte',
    kinds: allKinds,
    script: { chunks: [big] },
    text: big,
    completion: stop,
    chunkings: ['event', 'whole', { seed: 6, most: 40_000 }],
  },
  {
    row: 'S09',
    what: 'an event beyond four megabytes',
    kinds: allKinds,
    script: { chunks: [big.repeat(5)] },
    fault: expected.badResponse,
    chunkings: ['event', 'whole', { seed: 7, most: 40_000 }],
  },
  {
    row: 'S20',
    what: 'more than the body may hold',
    kinds: allKinds,
    script: { chunks: [big, big, big, big, big, big, big, big, big], finishReason: null, end: 'stall' },
    text: big.repeat(7),
    fault: expected.interrupted(expected.badResponse),
    chunkings: ['event'],
  },
  ...(['end', 'close', 'reset'] as const).map((end): FaultCase => ({
    row: 'F32',
    what: `${end} before any header`,
    kinds: allKinds,
    script: { hang: true, end },
    fault: { ...expected.unavailable, mayHaveRun: true },
    chunkings: ['event'],
  })),
  ...allKinds.flatMap((kind): FaultCase[] => {
    const wire = firstText(kind)
    const broken = {
      'S18 a chunk whose length is no number': `${head}transfer-encoding: chunked\r\n\r\n${chunk(wire)}zz\r\n${wire}`,
      'S19 a length that promises too much': `${head}content-length: 99999\r\n\r\n${wire}`,
      'S19 no length at all': `${head}connection: close\r\n\r\n${wire}`,
      'S19 a length that promises too little': `${head}content-length: ${Buffer.byteLength(wire)}\r\n\r\n${wire}${wire}`,
      'S19 a chunk that is cut off': `${head}transfer-encoding: chunked\r\n\r\n${chunk(wire)}ff\r\ndata:`,
    }
    const cut = new Set(['S19 a length that promises too much', 'S19 a chunk that is cut off'])
    return Object.entries(broken).map(([what, socket]) => ({
      row: what.slice(0, 3),
      what: what.slice(4),
      kinds: [kind],
      script: { socket, end: 'close' },
      text: 'so',
      fault: expected.interrupted(cut.has(what) ? expected.unavailable : expected.badResponse),
      chunkings: ['event'],
    }))
  }),
  {
    row: 'F34',
    what: 'something that is no HTTP',
    kinds: allKinds,
    script: { socket: 'SSH-2.0-OpenSSH_9.2\r\n', end: 'close' },
    fault: expected.badResponse,
    chunkings: ['event'],
  },
]
