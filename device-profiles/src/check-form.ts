import type { CatalogueContent } from './catalogue.ts'
import { checkZones } from './check-zones.ts'
import { catalogueError } from './errors.ts'
import type { Form, FormField } from './form.ts'

/** A reading in one unit as a form asks for it in another; undefined where they do not convert. */
export function unitFactor(from: string | undefined, to: string | undefined): number | undefined {
  if (from === to) return 1
  if (from === 'kg' && to === 'g') return 1000
  if (from === 'g' && to === 'kg') return 0.001
  return undefined
}

/** Whether a form names what there is. Throws `CATALOGUE_…` with the place. Forms it follows are checked by `checkDuties`. */
export function checkForm(form: Form, ground: CatalogueContent, place: string): void {
  checkZones(form.zones, ground, place)
  for (const [key, field] of Object.entries(form.fields)) {
    const at = `${place}/fields/${key}`
    const wrong = (name: string) => catalogueError('CATALOGUE_FORM', { name, place: at })
    if ((field.value === 'choice' || field.value === 'choices') !== (field.options !== undefined))
      throw wrong('a choice has options, and nothing else has')
    for (const other of Object.keys(field.when ?? {}))
      if (form.fields[other] === undefined)
        throw catalogueError('CATALOGUE_UNKNOWN', { name: other, place: `${at}/when` })
    checkSource(field, ground, at)
  }
  checkLabel(form, place)
}

/** What a label may say beside the fields. */
const LABEL_WORD = /^(title|site|by|no|at(\+[0-9]{1,4}h)?)$/

/** A label names what there is, and nothing personal: anybody may read it. */
function checkLabel({ label, fields }: Form, place: string): void {
  for (const [index, { text }] of (label?.lines ?? []).entries())
    for (const [, word = ''] of `${text.zh} ${text.en}`.matchAll(/\{([^}]*)\}/g)) {
      const at = `${place}/label/lines/${index}`
      const field = fields[word]
      if (field === undefined && !LABEL_WORD.test(word))
        throw catalogueError('CATALOGUE_UNKNOWN', { name: word, place: at })
      if (field?.personal !== undefined || field?.value === 'photo' || field?.value === 'signature')
        throw catalogueError('CATALOGUE_FORM', { name: `${word} is not for a label`, place: at })
    }
}

function checkSource({ from, value, unit }: FormField, { kinds }: CatalogueContent, place: string): void {
  for (const id of from?.kinds ?? []) {
    const point = kinds.get(id)?.points[from?.point ?? '']
    if (point === undefined) throw catalogueError('CATALOGUE_UNKNOWN', { name: `${id}/${from?.point}`, place })
    if (point.value !== value) throw catalogueError('CATALOGUE_FORM', { name: `${id} gives ${point.value}`, place })
    if (value === 'number' && unitFactor(point.unit, unit) === undefined)
      throw catalogueError('CATALOGUE_FORM', { name: `${id} gives ${point.unit}, not ${unit}`, place })
  }
}

/** Once all forms are read: a duty that follows a form follows one that exists. */
export function checkDuties(forms: ReadonlyMap<string, Form>): void {
  for (const { id, duty } of forms.values())
    if (duty !== undefined && 'after' in duty && !forms.has(duty.after))
      throw catalogueError('CATALOGUE_UNKNOWN', { name: duty.after, place: `forms/${id}/duty` })
}

/** Once all is read: a rule that watches a form names a field of it, and compares like with like. */
export function checkWatches({ rules, forms }: Pick<CatalogueContent, 'rules' | 'forms'>): void {
  for (const { id, watch, broken } of rules.values()) {
    if (!('form' in watch)) continue
    const fields = forms.get(watch.form)?.fields
    for (const name of [watch.field, ...Object.keys(watch.where ?? {})])
      if (fields?.[name] === undefined)
        throw catalogueError('CATALOGUE_UNKNOWN', { name: `${watch.form}/${name}`, place: `rules/${id}` })
    const unit = fields?.[watch.field]?.unit
    if (unit !== broken.unit)
      throw catalogueError('CATALOGUE_RULE', {
        name: `${id}: the limit is in ${broken.unit}, the field in ${unit}`,
        place: id,
      })
  }
}
