import { computed } from 'vue'
import { secondsLeft, type Told } from '../kitchen/interlocks.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { useWords } from '../words/i18n.ts'
import { lookOf } from './look.ts'

/** One interlock in words: its name, its room, how it stands, and the seconds that are left. */
export function useInterlockWords(row: () => Told) {
  const kitchen = useKitchen()
  const { t, said } = useWords()
  const look = computed(() => lookOf(row()))
  const seconds = computed(() => secondsLeft(row(), kitchen.beat.value))
  const nameOf = (device: string) => kitchen.frame.value?.devices.find(({ id }) => id === device)?.name ?? device
  return {
    look,
    seconds,
    nameOf,
    title: computed(() => said(row().title)),
    room: computed(() => said(kitchen.frame.value?.zones.find(({ id }) => id === row().zone)?.name, row().zone)),
    state: computed(() => t(`interlock.look.${look.value.word}`, { n: seconds.value })),
    /** What it watches and what it acts on, each device once. */
    causes: computed(() => [...new Set(row().causes.map(({ device }) => nameOf(device)))]),
    targets: computed(() => [...new Set(row().targets.map(({ device }) => nameOf(device)))]),
  }
}
