import { type EditorNode, type ParamFace, word } from '../pickers/editor.ts'

type Scalar = string | number | boolean

/**
 * The parameters of a profile as fields with their names and limits. What is left empty keeps the profile's own
 * default; the field behind the form holds the stated ones as JSON.
 */
export function showParams(node: EditorNode, params: Record<string, ParamFace>): void {
  const stated = statedIn(String($(HELD).val() ?? ''))
  const form = $('#kitchen-params').empty()
  for (const [key, param] of Object.entries(params)) {
    const row = $('<div class="form-row">').appendTo(form)
    $('<label>')
      .text(param.unit === undefined ? word(param.name) : `${word(param.name)} (${param.unit})`)
      .appendTo(row)
    fieldOf(node, key, param, stated[key]).appendTo(row)
  }
  for (const key of Object.keys(stated))
    if (params[key] === undefined && key !== POLL) $('<div class="form-tips">').text(`${key}?`).appendTo(form)
  $('.kitchen-params').toggle(Object.keys(params).length > 0)
}

const HELD = '#node-config-input-params'
/** Understood on every polled unit beside what its profile asks for. */
const POLL = 'poll-ms'

function fieldOf(node: EditorNode, key: string, param: ParamFace, stated: Scalar | undefined): JQuery {
  const options = choicesOf(node, param)
  if (options === undefined) {
    const { min, max } = param
    const limits = min === undefined && max === undefined ? '' : `${min ?? '…'} – ${max ?? '…'}`
    const field = $('<input type="text" style="width:70%">')
      .attr('data-param', key)
      .attr(
        'placeholder',
        [param.default === undefined ? '' : String(param.default), limits].filter(Boolean).join('   '),
      )
      .val(stated === undefined ? '' : String(stated))
    return field.on('input change', () => keep(key, textOf(param, String(field.val() ?? '').trim())))
  }
  const field = $('<select style="width:70%">').attr('data-param', key)
  for (const { value, name } of options) $('<option>').val(String(value)).text(name).appendTo(field)
  field.val(stated === undefined ? '' : String(stated))
  return field.on('change', () => {
    const chosen = options.find(({ value }) => String(value) === field.val())
    keep(key, chosen === undefined || chosen.value === '' ? undefined : chosen.value)
  })
}

function choicesOf(node: EditorNode, param: ParamFace): { value: Scalar; name: string }[] | undefined {
  const own: { value: Scalar; name: string }[] | undefined =
    param.choices?.map(({ value, name }) => ({ value, name: word(name) })) ??
    (param.value === 'boolean'
      ? [true, false].map((value) => ({ value, name: node._(value ? 'params.yes' : 'params.no') }))
      : undefined)
  if (own === undefined) return undefined
  const usual = own.find(({ value }) => value === param.default)?.name
  return [{ value: '', name: usual === undefined ? '−' : `− (${usual})` }, ...own]
}

/** Undefined for an empty field; a number that is none stays text, which the gateway then refuses by name. */
function textOf({ value }: ParamFace, text: string): Scalar | undefined {
  if (text === '') return undefined
  return value === 'number' && Number.isFinite(Number(text)) ? Number(text) : text
}

function keep(key: string, value: Scalar | undefined): void {
  const stated = statedIn(String($(HELD).val() ?? ''))
  if (value === undefined) delete stated[key]
  else stated[key] = value
  $(HELD)
    .val(Object.keys(stated).length === 0 ? '' : JSON.stringify(stated))
    .trigger('change')
}

function statedIn(text: string): Record<string, Scalar> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, Scalar>) : {}
  } catch {
    return {}
  }
}
