import { onUnmounted, type Ref, ref } from 'vue'

const QUERY = '(max-width: 1100px), (max-height: 640px)'

/** Whether this is the small touchscreen; follows the window. Call it in a component's setup. */
export function useSmallScreen(): Ref<boolean> {
  const query = matchMedia(QUERY)
  const small = ref(query.matches)
  const resized = () => {
    small.value = query.matches
  }
  query.addEventListener('change', resized)
  onUnmounted(() => query.removeEventListener('change', resized))
  return small
}
