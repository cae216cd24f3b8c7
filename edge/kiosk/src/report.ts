import { ref } from 'vue'

/** Where every failure on this screen ends: logged, counted, the last one kept for the installer. */
export const faults = ref(0)
export const lastFault = ref('')

export function report(place: string, thrown: unknown): void {
  faults.value += 1
  lastFault.value = `${place}: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  console.error(lastFault.value)
}
