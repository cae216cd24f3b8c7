/** One event of a `text/event-stream` (WHATWG HTML § 9.2). A comment, as servers send to show they live, has no data. */
export type StreamEvent = { event: string; data: string | undefined }

const LONGEST_EVENT = 16 * 1024 * 1024

/** Takes pieces of the stream as they come and gives the events that are complete. */
export class EventText {
  private rest = ''

  take(piece: string): StreamEvent[] {
    this.rest += piece
    if (this.rest.length > LONGEST_EVENT) throw new RangeError('an event of the live stream has no end')
    const blocks = this.rest.split(/\r\n\r\n|\n\n|\r\r/)
    this.rest = blocks.pop() ?? ''
    return blocks.map(eventOf)
  }
}

function eventOf(block: string): StreamEvent {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
  }
  return { event, data: data.length === 0 ? undefined : data.join('\n') }
}
