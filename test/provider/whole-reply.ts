import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { renderEvent, wires } from '../kit/fake-vendor/vendor-wire.ts'

/** One whole reply of a vendor's, as text; where several line ends are given, its events take turns with them. */
export function wholeReply(kind: VendorKind, pieces: string[], lineEnds = ['\n']): string {
  const wire = wires[kind]
  const finish = wire.finish({ finishReason: undefined, usage: { input: 7, output: 2 }, done: true })
  const said = [...wire.open('fake'), ...pieces.map(wire.text), ...finish]
  const events =
    kind === 'responses' ? said.map((event, place) => Object.assign({ sequence_number: place }, event)) : said
  return events.map((event, index) => renderEvent(kind, event, lineEnds[index % lineEnds.length] ?? '\n')).join('')
}
