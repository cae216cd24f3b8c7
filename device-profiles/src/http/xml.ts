import { type Fields, noFields } from '../message/message.ts'
import { good } from '../value.ts'

/** An event notification is smaller than this in every way; what is not is no event notification. */
const MAX_DEPTH = 12
const MAX_FIELDS = 512
const MAX_TEXT = 1024
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const NAME = /[A-Za-z_][A-Za-z0-9_.-]*(?::([A-Za-z_][A-Za-z0-9_.-]*))?/y
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * The texts of an XML document by the path of their elements below the root: `peopleCounting.enter`. Of repeated
 * elements the first counts. Attributes and namespaces are passed over; document types, CDATA and entities other than
 * the five of XML itself are refused, so nothing expands and nothing is fetched.
 */
export function xmlFields(bytes: Uint8Array): Fields | { error: string } {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return { error: 'not-xml' }
  }
  const fields = noFields()
  const path: string[] = []
  let left = MAX_FIELDS
  let seenRoot = false
  let from = 0
  /** Where the text of the innermost element begins; -1 after a child has closed. */
  let inner = -1
  for (;;) {
    const open = text.indexOf('<', from)
    if (open === -1) return seenRoot && path.length === 0 ? fields : { error: 'not-xml' }
    const tag = readTag(text, open)
    if (typeof tag === 'string') return { error: tag }
    from = tag.end
    if (tag.kind === 'skip') continue
    if (tag.kind === 'close') {
      if (path.pop() !== tag.name) return { error: 'not-xml' }
      if (inner >= 0 && path.length > 0) {
        const value = unescaped(text.slice(inner, open).trim())
        if (value === undefined) return { error: 'xml-entity' }
        if (value.length > MAX_TEXT) return { error: 'too-long' }
        if (left-- === 0) return { error: 'too-many-fields' }
        fields[[...path.slice(1), tag.name].join('.')] ??= good(value)
      }
      inner = -1
      continue
    }
    if (path.length === 0 && seenRoot) return { error: 'not-xml' }
    seenRoot = true
    if (tag.kind === 'empty') {
      inner = -1
      continue
    }
    if (path.length === MAX_DEPTH) return { error: 'too-deep' }
    path.push(tag.name)
    inner = tag.end
  }
}

type Tag = { kind: 'open' | 'close' | 'empty'; name: string; end: number } | { kind: 'skip'; end: number }

/** The tag at `at`, or the code why it is none. */
function readTag(text: string, at: number): Tag | string {
  const skipTo = (mark: string): Tag | string => {
    const end = text.indexOf(mark, at)
    return end === -1 ? 'not-xml' : { kind: 'skip', end: end + mark.length }
  }
  if (text.startsWith('<?', at)) return skipTo('?>')
  if (text.startsWith('<!--', at)) return skipTo('-->')
  if (text.startsWith('<!', at)) return 'xml-doctype'
  const closing = text[at + 1] === '/'
  NAME.lastIndex = at + (closing ? 2 : 1)
  const match = NAME.exec(text)
  if (match === null) return 'not-xml'
  const name = match[1] ?? match[0]
  const end = tagEnd(text, NAME.lastIndex)
  if (end === -1) return 'not-xml'
  const kind = closing ? 'close' : text[end - 1] === '/' ? 'empty' : 'open'
  return { kind, name, end: end + 1 }
}

/** Where the tag's `>` stands, quoted attribute values passed over. */
function tagEnd(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '>') return at
    else if (char === '"' || char === "'") quote = char
    else if (char === '<') return -1
  }
  return -1
}

/** Undefined where an entity is not one of the five. */
function unescaped(text: string): string | undefined {
  if (!text.includes('&')) return text
  let strange = false
  const plain = text.replaceAll(/&([^;&]*)(;?)/g, (_all, name: string, end: string) => {
    const meant = end === ';' ? ENTITIES[name] : undefined
    strange ||= meant === undefined
    return meant ?? ''
  })
  return strange ? undefined : plain
}
