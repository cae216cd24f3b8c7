import { onMounted, ref, shallowRef, watch } from 'vue'
import { rulesBox } from '../box/rules-client.ts'
import type { RuleRow } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { report } from '../report.ts'
import { useWords } from '../words/i18n.ts'

/** The rules as the box holds them: fetched when a page needs them, and anew after every reconnect. */
export function useRuleBook() {
  const kitchen = useKitchen()
  const { faultText } = useWords()
  const rules = shallowRef<RuleRow[]>()
  const failed = ref('')
  async function fetch(): Promise<void> {
    try {
      rules.value = await rulesBox.all()
      failed.value = ''
    } catch (error) {
      report('rules', error)
      failed.value = faultText(error)
    }
  }
  onMounted(fetch)
  watch(kitchen.pictures, fetch)
  return {
    rules,
    failed,
    adopt: (row: RuleRow) => {
      rules.value = rules.value?.map((each) => (each.id === row.id ? row : each))
    },
  }
}
