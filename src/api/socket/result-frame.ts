/** Up to here Node takes small buffers from a larger one; each longer one would be an allocation for the garbage collector. */
const longestInOne = 4_000
const closing = Buffer.from('}')

/**
 * The message that says `{…before…: json}` as the pieces of bytes that it is on the wire (RFC 6455, 5.2): unmasked, as
 * servers send, and whole. A short one is one piece, which costs a third less than header and text by themselves; of a
 * long one the JSON is shared with all who are sent the same, however long it waits in their sockets.
 */
export function resultFrame(before: string, json: string): Buffer[] {
  if (before.length + json.length < longestInOne) return [shortFrame(`${before}${json}}`)]
  const bytes = sharedBytes(json)
  const length = Buffer.byteLength(before)
  return [frameOf(length + bytes.length + closing.length, before), bytes, closing]
}

function shortFrame(text: string): Buffer {
  return frameOf(Buffer.byteLength(text), text)
}

/** A frame for a payload of `length` bytes, with as much of it as is in `beginning`. */
function frameOf(length: number, beginning: string): Buffer {
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + Buffer.byteLength(beginning))
  frame[0] = 0x81
  frame[1] = header === 2 ? length : header === 4 ? 126 : 127
  if (header === 4) frame.writeUInt16BE(length, 2)
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.write(beginning, header)
  return frame
}

let last: { json: string; bytes: Buffer } | undefined

/** Those who stand at the same place are sent the same, one after the other. */
function sharedBytes(json: string): Buffer {
  if (last?.json !== json) last = { json, bytes: Buffer.from(json) }
  return last.bytes
}
