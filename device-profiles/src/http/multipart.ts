const MAX_PARTS = 16
const MAX_HEADERS = 2048
const MAX_BOUNDARY = 70
const CR = 13
const LF = 10

/** One part of a multipart body. `type` is its media type in lower case, empty where it names none. */
export type Part = { name: string; type: string; bytes: Uint8Array }

/** The boundary a content type names; undefined where it is no multipart type. RFC 2046 §5.1.1. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  return match?.[1] ?? match?.[2]
}

/**
 * The parts of a body, in order; or the stable code why there are none. Lines may end in LF alone, as some terminals
 * write them. Work is one pass over the body; parts are views into it.
 */
export function multipartParts(body: Uint8Array, boundary: string): Part[] | { error: string } {
  if (boundary === '' || boundary.length > MAX_BOUNDARY) return { error: 'bad-multipart' }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const mark = Buffer.from(`--${boundary}`, 'latin1')
  const parts: Part[] = []
  let at = nextMark(bytes, mark, 0)
  for (;;) {
    if (at === -1) return { error: 'half-multipart' }
    const after = at + mark.length
    if (bytes[after] === 0x2d && bytes[after + 1] === 0x2d) return parts
    if (parts.length === MAX_PARTS) return { error: 'too-many-parts' }
    const start = afterLineEnd(bytes, after)
    if (start === -1) return { error: 'bad-multipart' }
    const next = nextMark(bytes, mark, start)
    if (next === -1) return { error: 'half-multipart' }
    const part = partOf(bytes, start, beforeLineEnd(bytes, next))
    if (part === undefined) return { error: 'bad-multipart' }
    parts.push(part)
    at = next
  }
}

/** The next boundary that stands at the start of a line and ends as one. */
function nextMark(bytes: Buffer, mark: Buffer, from: number): number {
  for (let at = bytes.indexOf(mark, from); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    const begins = at === 0 || bytes[at - 1] === LF
    const next = bytes[at + mark.length]
    if (begins && (next === undefined || next === CR || next === LF || next === 0x2d || next === 0x20)) return at
  }
  return -1
}

function afterLineEnd(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  if (bytes[at] === CR) at++
  return bytes[at] === LF ? at + 1 : -1
}

/** The line end before a boundary belongs to the boundary. */
function beforeLineEnd(bytes: Buffer, at: number): number {
  const end = bytes[at - 1] === LF ? at - 1 : at
  return bytes[end - 1] === CR ? end - 1 : end
}

function partOf(bytes: Buffer, start: number, end: number): Part | undefined {
  const head = bytes.subarray(start, Math.min(end, start + MAX_HEADERS)).toString('latin1')
  const split = /^\r?\n|\r?\n\r?\n/.exec(head)
  if (split === null) return undefined
  const headers = head.slice(0, split.index)
  const from = start + split.index + split[0].length
  return {
    name: /^content-disposition:[^\n]*?[;\s]name="?([^"\r\n;]{1,128})"?/im.exec(headers)?.[1] ?? '',
    type: (/^content-type:[ \t]*([^\s;]{1,128})/im.exec(headers)?.[1] ?? '').toLowerCase(),
    bytes: bytes.subarray(Math.min(from, end), end),
  }
}
