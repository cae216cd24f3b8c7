import type { Profile } from '../profile.ts'
import { widthOf } from './binary.ts'
import { isPlaced } from './form.ts'
import type { Form, StreamGrammar } from './grammar.ts'
import { layoutParts } from './layout.ts'
import { fieldNames, requestParts } from './request.ts'
import type { Request } from './request-shape.ts'

/** What is wrong, in words, and where in the section. */
export type GrammarFault = { name: string; path: string }

/** What the shape of a grammar cannot say; undefined when it holds together. */
export function grammarFault(profile: Profile): GrammarFault | undefined {
  const { stream } = profile
  if (stream === undefined) return undefined
  return frameFault(stream) ?? formsFault(stream) ?? requestsFault(stream) ?? ordersFault(profile, stream)
}

function frameFault({ frame, again, ...grammar }: StreamGrammar): GrammarFault | undefined {
  const ways = [frame.length, frame.longest, frame.size].filter((way) => way !== undefined)
  if (ways.length !== 1) return { name: 'one of length, longest and size', path: 'frame' }
  if (frame.longest !== undefined && frame.end === undefined) return { name: 'a line without an end', path: 'frame' }
  if (frame.longest === undefined && frame.start === undefined) return { name: 'no start', path: 'frame' }
  if (frame.longest === undefined && Array.isArray(frame.end)) return { name: 'several ends', path: 'frame/end' }
  if (frame.size && frame.size.at + frame.size.bytes > frame.size.longest) return { name: 'size', path: 'frame/size' }
  const names = fieldNames({ frame, ...grammar })
  for (const [path, field] of [
    ['again', again?.field],
    ['address', grammar.address?.field],
  ])
    if (field !== undefined && !names.has(field)) return { name: field, path: path ?? '' }
  return undefined
}

function formsFault({ forms }: StreamGrammar): GrammarFault | undefined {
  for (const [name, form] of Object.entries(forms)) {
    const fault = formFault(form)
    if (fault !== undefined) return { name: fault, path: `forms/${name}` }
  }
  return Object.keys(forms).length === 0 ? { name: 'no form', path: 'forms' } : undefined
}

function formFault({ fields = {}, layout, separator }: Form): string | undefined {
  const parts = layout === undefined ? [] : layoutParts(layout)
  const named = parts.flatMap((part) => ('field' in part ? [part.field] : []))
  for (const name of named) if (fields[name] === undefined) return `no field ${name}`
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1]
    if ('field' in part && fields[part.field]?.as === 'text' && next !== undefined && 'field' in next)
      return `nothing says where ${part.field} ends`
  }
  for (const [key, field] of Object.entries(fields)) {
    if (!isPlaced(field)) {
      if (field.as === 'same' && (fields[field.of] === undefined || fields[field.of]?.as === 'same'))
        return `no field ${field.of}`
      if (named.includes(key)) return `${key} stands nowhere`
      continue
    }
    const column = 'column' in field && field.column !== undefined
    const ways = [field.at !== undefined, column, named.includes(key)].filter((way) => way)
    if (ways.length !== 1) return `${key} stands in no place, or in two`
    if (column && separator === undefined) return `${key}: columns without a separator`
    if ('to' in field && field.to !== undefined && 'length' in field && field.length !== undefined)
      return `${key}: length and to`
    if ('times' in field && field.times !== undefined && fields[field.times] === undefined)
      return `no field ${field.times}`
    if ('bits' in field && field.bits && field.bits.from + field.bits.count > 8 * widthOf(field)) return `${key}: bits`
  }
  return undefined
}

function requestsFault({ requests = {}, forms, frame, address }: StreamGrammar): GrammarFault | undefined {
  for (const [name, request] of Object.entries(requests)) {
    const path = `requests/${name}`
    const said = request.text ?? request.hex
    if (said === undefined || (request.text !== undefined && request.hex !== undefined))
      return { name: 'one of text and hex', path }
    if (said.includes('{address}') && address === undefined) return { name: 'no address', path }
    if (said.includes('{check}') && (frame.checksum === undefined || frame.checksum.from < 0))
      return { name: 'no checksum', path }
    const unknown = [...(request.answers ?? []), ...(request.tells ?? [])].find((form) => forms[form] === undefined)
    if (unknown !== undefined) return { name: unknown, path: `${path}/answers` }
    if (request.everyMs !== undefined && request.answers === undefined) return { name: 'no answers', path }
  }
  return undefined
}

/**
 * What is asked again and again, or at the start, can never be what moves something: orders have requests of their own,
 * in name and in bytes.
 */
function ordersFault({ commands = {} }: Profile, { requests = {} }: StreamGrammar): GrammarFault | undefined {
  const questions = Object.entries(requests).filter(([, { everyMs, atStart }]) => everyMs !== undefined || atStart)
  for (const [key, { send }] of Object.entries(commands)) {
    const request = requests[send?.as ?? '']
    const path = `commands/${key}`
    if (request === undefined) return { name: send?.as ?? 'send', path }
    const asked = questions.find(([, question]) => mayRead(request, question))
    if (asked !== undefined) return { name: `${asked[0]} is asked again and again`, path }
  }
  return undefined
}

/** Whether an order may go out as the very bytes of a question; its value may be anything. */
function mayRead(order: Request, question: Request): boolean {
  const written = (request: Request, value: string): string =>
    requestParts(request)
      .map((part) =>
        part === 'value' ? value : typeof part === 'string' ? `<${part}>` : part.map((byte) => `${byte},`).join(''),
      )
      .join('')
  return new RegExp(`^${written(order, '([0-9]+,)*')}$`).test(written(question, '45,'))
}
