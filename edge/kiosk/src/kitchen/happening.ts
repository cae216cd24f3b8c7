import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import type { Device, Kind } from '../box/shapes.ts'
import { useWords } from '../words/i18n.ts'
import { mainPoints } from './judgement.ts'
import { type Kitchen, useKitchen } from './kitchen.ts'

/** Free text, as a scanned code: it says what was last, and nothing is wrong when there was none. */
export const isFreeText = (kind: Kind | undefined, point: string): boolean =>
  kind?.points[point]?.value === 'text' && kind.points[point]?.states === undefined

/** A device that measures nothing and tells of what happens: its last event stands where others have a value. */
export function isTeller(kitchen: Kitchen, device: Device): boolean {
  const kind = kitchen.frame.value?.kinds[device.kind]
  const measures = mainPoints(kind, device).some(
    (point) => kind?.points[point]?.value !== 'boolean' && !isFreeText(kind, point),
  )
  return kind?.events !== undefined && !measures
}

/** The last event of a device in words: what it was, its fields, and how long ago. No name where there was none. */
export function useHappening(device: MaybeRefOrGetter<Device>) {
  const kitchen = useKitchen()
  const { said, span } = useWords()
  const last = computed(() => kitchen.events.get(toValue(device).id))
  const spec = computed(() => kitchen.frame.value?.kinds[toValue(device).kind]?.events?.[last.value?.event ?? ''])
  return {
    name: computed(() => (last.value === undefined ? '' : said(spec.value?.name, last.value.event))),
    fields: computed(() =>
      Object.entries(spec.value?.fields ?? {}).flatMap(([field, about]) => {
        const value = last.value?.data[field]
        // A pseudonym says nothing to people who look at a screen.
        if (value === undefined || value === null || value === '' || about.person) return []
        const name = said(about.name)
        const text = textOf(value, about, said)
        const worded = about.states?.[String(value)] !== undefined
        // 'Worn' alone says nothing: yes and no need the name of the question.
        return [
          { field, name, text, ...(worded ? { brief: about.value === 'boolean' ? `${name} ${text}` : text } : {}) },
        ]
      }),
    ),
    age: computed(() => {
      const wall = kitchen.wall()
      const at = last.value?.at ?? null
      return wall === null || at === null ? '' : span(wall - at)
    }),
  }
}

type Field = NonNullable<Kind['events']>[string]['fields'][string]

function textOf(
  value: number | boolean | string,
  about: Field,
  said: (text: { zh: string; en: string } | undefined, otherwise?: string) => string,
): string {
  const text = said(about.states?.[String(value)], String(value))
  return about.unit === undefined || about.unit === '1' || about.unit.startsWith('{') ? text : `${text} ${about.unit}`
}
