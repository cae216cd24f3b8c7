import { computed, type Ref, reactive, ref, watch } from 'vue'
import { byOf } from '../alarms/person.ts'
import { BoxFault, box } from '../box/client.ts'
import { newKey } from '../box/sender-key.ts'
import { noteRefusal } from '../box/session.ts'
import type { Form, FormField, RecordBody } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { keyOf } from '../kitchen/points.ts'
import { canAct, departures, dismiss, known } from '../people/signed-on.ts'
import { asSomebody, secondPerson } from '../people/somebody.ts'
import { report } from '../report.ts'
import { remember } from './recent-words.ts'
import { useSources } from './sources.ts'

/** A file is a photo or a signature: its bytes go first, its digest stands in the record. */
export type Answer = string | number | boolean | string[] | Blob
/** Why a field cannot be recorded so: a message key under `duty.wrong`. */
export type Wrong = 'missing' | 'limits' | 'reading' | 'measured'
export type Outcome =
  | { state: 'open' | 'sending' }
  | { state: 'done'; seq: number }
  | { state: 'failed'; fault: unknown; unsure: boolean }
/** Beside the fields of the form: who fills it in. */
export const WHO = 'by'

const isEmpty = (answer: Answer | undefined) =>
  answer === undefined || answer === '' || (Array.isArray(answer) && answer.length === 0)

/** Whether the form asks for a field beside these answers; the box judges by the same words. */
const isAsked = ({ when = {} }: FormField, answers: Record<string, Answer>): boolean =>
  Object.entries(when).every(([other, wanted]) => [wanted].flat().includes(answers[other] as string))

/** One form from empty to its number in the ledger. Nothing counts as recorded before the box says its seq. */
export function useFilling(form: Ref<Form | undefined>, duty: () => string | undefined) {
  const kitchen = useKitchen()
  const answers = reactive<Record<string, Answer>>({})
  /** Which device each measured field is taken from. */
  const measured = reactive<Record<string, string>>({})
  const person = ref('')
  const outcome = ref<Outcome>({ state: 'open' })
  /** What the box refused: the field it named, until that is answered anew. */
  const refused = ref<string>()
  const { sourcesOf, isTaken, isSound, isMeasured } = useSources(form)
  let key = newKey()
  /** Sent, and the answer lost: sent again as it was, under its key, so that it is recorded once. */
  let unanswered: RecordBody | undefined

  const fields = computed(() => Object.entries(form.value?.fields ?? {}).filter(([, field]) => isAsked(field, answers)))

  function wrongOf(name: string, field: FormField): Wrong | undefined {
    const device = measured[name]
    if (device !== undefined) return isSound(device, field) ? undefined : 'reading'
    const answer = answers[name]
    if (isEmpty(answer)) return field.required === true ? 'missing' : undefined
    if (isMeasured(field)) return 'measured'
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field
    return typeof answer === 'number' && (answer < min || answer > max) ? 'limits' : undefined
  }
  /** The fields that keep the record back, in order, the person last. */
  const wanting = computed(() => {
    const names = fields.value.flatMap(([name, field]) => (wrongOf(name, field) === undefined ? [] : [name]))
    return !known.value && person.value === '' ? [...names, WHO] : names
  })

  function answer(name: string, value: Answer | undefined): void {
    if (refused.value === name) refused.value = undefined
    if (isEmpty(value) || value === undefined) delete answers[name]
    else answers[name] = value
  }
  function take(name: string, device: string | undefined): void {
    if (refused.value === name) refused.value = undefined
    if (device === undefined) delete measured[name]
    else measured[name] = device
  }

  async function record(): Promise<void> {
    if (outcome.value.state === 'sending' || outcome.value.state === 'done' || !canAct.value) return
    if (unanswered === undefined && wanting.value.length > 0) return
    const before = outcome.value
    outcome.value = { state: 'sending' }
    try {
      const answer = await asSomebody('record', async () => {
        const body = unanswered ?? (await bodyOf())
        return form.value?.signatures === 2 && known.value ? signTwice(body) : send(body)
      })
      if (answer === undefined) {
        outcome.value = unanswered === undefined ? { state: 'open' } : before
        return
      }
      const { seq, body } = answer
      unanswered = undefined
      for (const [name, field] of fields.value)
        if (field.value === 'text' && field.personal === undefined)
          remember(body.form, name, String(answers[name] ?? ''))
      outcome.value = { state: 'done', seq }
    } catch (fault) {
      const unsure = unanswered !== undefined && fault instanceof BoxFault && fault.status === 0
      if (!unsure) unanswered = undefined
      report('form', fault)
      noteRefusal(fault)
      if (fault instanceof BoxFault && fault.place !== undefined) refused.value = fault.place
      outcome.value = { state: 'failed', fault, unsure }
    }
  }

  async function send(body: RecordBody): Promise<{ seq: number; body: RecordBody }> {
    unanswered = body
    return { ...(await box.record(body)), body }
  }

  /** The first stays signed on; undefined where no second person came. */
  async function signTwice(body: RecordBody): Promise<{ seq: number; body: RecordBody } | undefined> {
    const second = await secondPerson('record')
    if (second === undefined) return undefined
    try {
      return await send({ ...body, second: second.token })
    } finally {
      if (unanswered !== undefined) unanswered = body
      dismiss(second.token)
    }
  }

  /** The photos' bytes go first. */
  async function bodyOf(): Promise<RecordBody> {
    const data: Record<string, unknown> = {}
    const attachments: string[] = []
    const devices: Record<string, string> = {}
    for (const [name] of fields.value) {
      const device = measured[name]
      const value = answers[name]
      if (device !== undefined) devices[name] = device
      else if (value instanceof Blob) {
        const { digest } = await box.attach(value)
        attachments.push(digest)
        data[name] = digest
      } else if (value !== undefined) data[name] = value
    }
    const id = duty()
    if (id !== undefined) data.duty = id
    const simulated = fields.value.some(
      ([name, { from }]) => kitchen.points.get(keyOf(devices[name] ?? '', from?.point ?? ''))?.origin === 'simulated',
    )
    return {
      key,
      form: form.value?.id ?? '',
      ...byOf(person.value),
      // What a simulated device says is no measured value, whoever signs it.
      origin: simulated ? 'simulated' : 'manual',
      data,
      measured: devices,
      attachments,
    }
  }

  /** Another record of the same form: everything anew but the person who writes. */
  function again(): void {
    for (const name of Object.keys(answers)) delete answers[name]
    for (const name of Object.keys(measured)) delete measured[name]
    refused.value = undefined
    key = newKey()
    outcome.value = { state: 'open' }
  }

  /** What is about somebody's health does not wait on the wall for the next person. */
  watch(departures, () => {
    for (const [name, field] of fields.value) if (field.personal !== undefined) delete answers[name]
  })

  return {
    answers,
    measured,
    person,
    outcome,
    refused,
    fields,
    wanting,
    wrongOf,
    answer,
    take,
    record,
    again,
    sourcesOf,
    isTaken,
    isMeasured,
  }
}
export type Filling = ReturnType<typeof useFilling>
