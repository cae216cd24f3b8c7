import { computed, type Ref, ref } from 'vue'
import { byOf } from '../alarms/person.ts'
import { BoxFault, box } from '../box/client.ts'
import { newKey } from '../box/sender-key.ts'
import { noteRefusal } from '../box/session.ts'
import type { Device, RecordBody } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { keyOf, type PointState } from '../kitchen/points.ts'
import { judgePoint } from '../kitchen/reading.ts'
import { canAct, known, person as signedOn } from '../people/signed-on.ts'
import { asSomebody } from '../people/somebody.ts'
import { report } from '../report.ts'

/** Why a weighing cannot be recorded yet: a message key under `weigh.wait`. */
export type Wait = 'login' | 'value' | 'overload' | 'stable' | 'positive' | 'person' | 'ready'
export type Outcome =
  | { state: 'open' | 'recording' }
  | { state: 'recorded'; seq: number; weight: number; person: string }
  | { state: 'failed'; fault: unknown; unsure: boolean }

/** One weighing from an empty form to its number in the ledger. Nothing counts as recorded before the box says its seq. */
export function useWeighing(scale: Ref<Device | undefined>, purpose: () => string) {
  const kitchen = useKitchen()
  const person = ref('')
  const name = ref('')
  const photo = ref<File>()
  const outcome = ref<Outcome>({ state: 'open' })

  /** The point's state when it may be trusted now, else nothing. */
  const sound = (point: string): PointState | undefined => {
    if (scale.value === undefined || judgePoint(kitchen, scale.value, point).look !== 'good') return undefined
    return kitchen.points.get(keyOf(scale.value.id, point))
  }
  const net = computed(() => sound('net'))
  const stable = computed(() => sound('stable')?.value === true)
  const wait = computed((): Wait => {
    if (typeof net.value?.value !== 'number') return 'value'
    if (sound('overload')?.value === true) return 'overload'
    if (net.value.value <= 0) return 'positive'
    if (!stable.value) return 'stable'
    if (!known.value && person.value === '') return 'person'
    return canAct.value ? 'ready' : 'login'
  })

  /** Sent, and the answer lost: sent again as it was, under its key, so that it is recorded once. */
  let unanswered: RecordBody | undefined

  async function record(): Promise<void> {
    if (outcome.value.state === 'recording') return
    const again = unanswered
    if (again !== undefined) return send(async () => again)
    const weighed = net.value
    if (
      wait.value !== 'ready' ||
      weighed === undefined ||
      typeof weighed.value !== 'number' ||
      scale.value === undefined
    )
      return
    // The value under the finger when the button was pressed, with the seq of the reading it was.
    const data = {
      net: weighed.value,
      gross: sound('gross')?.value ?? null,
      tare: sound('tare')?.value ?? null,
      unit: 'kg',
      stable: true,
      reading: weighed.seq,
      origin: weighed.origin,
    }
    const device = scale.value.id
    await send(async () => ({
      key: newKey(),
      form: 'weighing',
      device,
      // What a simulated scale says is no measured weight, whoever signs it.
      origin: weighed.origin === 'simulated' ? 'simulated' : 'manual',
      ...byOf(person.value),
      data,
      ...(name.value.trim() === '' ? {} : { personal: { name: { value: name.value.trim(), purpose: purpose() } } }),
      attachments: photo.value === undefined ? [] : [(await box.attach(photo.value)).digest],
    }))
  }

  async function send(bodyOf: () => Promise<RecordBody>): Promise<void> {
    outcome.value = { state: 'recording' }
    let body: RecordBody | undefined
    try {
      const answer = await asSomebody('record', async () => {
        body ??= await bodyOf()
        return { ...(await box.record(body)), weight: Number(body.data.net) }
      })
      if (answer === undefined) {
        outcome.value = { state: 'open' }
        return
      }
      unanswered = undefined
      outcome.value = { state: 'recorded', ...answer, person: signedOn.value?.number ?? person.value }
    } catch (fault) {
      const unsure = body !== undefined && fault instanceof BoxFault && fault.status === 0
      unanswered = unsure ? body : undefined
      failed(fault, unsure)
    }
  }

  function failed(fault: unknown, unsure: boolean): void {
    report('weighing', fault)
    noteRefusal(fault)
    outcome.value = { state: 'failed', fault, unsure }
  }

  function next(): void {
    unanswered = undefined
    photo.value = undefined
    name.value = ''
    person.value = ''
    outcome.value = { state: 'open' }
  }
  return { person, name, photo, outcome, stable, wait, record, next }
}
