import { boundaryOf, multipartParts, type Part } from '@zaojun/device-profiles/http/multipart'
import { pictureBytes, pictureType, withoutPictures } from '@zaojun/device-profiles/http/pictures'
import type { Content, Refusal, Target, Told } from './adapters.ts'
import type { HttpLimits } from './limits.ts'

const BRACE = 0x7b
const LESS_THAN = 0x3c
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** One message as JSON or XML, alone or in a multipart body with pictures. */
export function pushedContent(
  body: Uint8Array,
  type: string,
  _target: Target,
  { pictures: fields = [] }: Told,
  limits: HttpLimits,
): Content | Refusal {
  const parts = partsOf(body, type)
  if ('error' in parts) return { status: 400, error: parts.error }
  const content: Content = { messages: [], pictures: [], dropped: [] }
  for (const part of parts) {
    const refusal = looksLikeText(part.bytes)
      ? addMessage(content, part.bytes, fields, limits)
      : addPicture(content, part.bytes, limits)
    if (refusal !== undefined) return refusal
  }
  return content.messages.length === 0 ? { status: 415, error: 'no-message' } : content
}

function partsOf(body: Uint8Array, type: string): Pick<Part, 'bytes'>[] | { error: string } {
  const boundary = boundaryOf(type)
  if (boundary !== undefined) return multipartParts(body, boundary)
  return /^\s*multipart\//i.test(type) ? { error: 'bad-multipart' } : [{ bytes: body }]
}

/** Of a text too many the first counts: terminals send the event before anything about it. */
function addMessage(content: Content, given: Uint8Array, fields: string[], limits: HttpLimits): Refusal | undefined {
  if (content.messages.length > 0) {
    content.dropped.push('more-messages')
    return undefined
  }
  const { bytes, texts } = fields.length === 0 ? { bytes: given, texts: [] } : withoutPictures(given, fields)
  if (bytes.length > limits.messageBytes) return { status: 413, error: 'too-large' }
  content.messages.push({ bytes: withoutMark(bytes) })
  for (const text of texts) addPicture(content, pictureBytes(text), limits)
  return undefined
}

/** A picture that is none we take is left out; the event it came with is not. */
function addPicture(content: Content, bytes: Uint8Array, limits: HttpLimits): undefined {
  if (bytes.length === 0) return
  const mediaType = pictureType(bytes)
  if (mediaType === undefined) content.dropped.push('picture-type')
  else if (bytes.length > limits.pictureBytes) content.dropped.push('picture-size')
  else if (content.pictures.length === limits.pictures) content.dropped.push('more-pictures')
  else content.pictures.push({ bytes, mediaType })
}

const hasMark = (bytes: Uint8Array): boolean => BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)
const withoutMark = (bytes: Uint8Array): Uint8Array => (hasMark(bytes) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes)

function looksLikeText(bytes: Uint8Array): boolean {
  const first = withoutMark(bytes).find((byte) => byte > 0x20)
  return first === BRACE || first === LESS_THAN
}
