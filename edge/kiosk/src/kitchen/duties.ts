import { computed, ref, shallowRef } from 'vue'
import { box } from '../box/client.ts'
import type { Duty, Form } from '../box/shapes.ts'

/** What is to be recorded, and the forms for it: fetched beside the picture, kept current by the stream. */
export class Duties {
  readonly forms = shallowRef(new Map<string, Form>())
  readonly all = shallowRef<Duty[]>([])
  readonly known = ref(false)
  /** Waiting for somebody now. */
  readonly open = computed(() => this.all.value.filter(({ state }) => state === 'due' || state === 'overdue'))
  #told = 0

  async fetch(): Promise<void> {
    const told = this.#told
    const [forms, duties] = await Promise.all([box.forms(), box.duties()])
    this.forms.value = new Map(forms.map((form) => [form.id, form]))
    // What the stream told since the question is newer than the answer.
    if (told === this.#told) this.all.value = duties
    this.known.value = true
  }

  adopt(duties: Duty[]): void {
    this.#told += 1
    this.all.value = duties
  }
}
