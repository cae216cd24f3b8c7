const KEPT_AS = 'zaojun-words'
const AT_MOST = 6

type Kept = Record<string, string[]>

function kept(): Kept {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}')
    return typeof all === 'object' && all !== null ? (all as Kept) : {}
  } catch {
    return {}
  }
}

/** What was written in this field before, newest first: to be chosen instead of typed. Never of a personal field. */
export const recentWords = (form: string, field: string): string[] => kept()[`${form}/${field}`] ?? []

export function remember(form: string, field: string, words: string): void {
  if (words === '') return
  const others = recentWords(form, field).filter((each) => each !== words)
  try {
    localStorage.setItem(
      KEPT_AS,
      JSON.stringify({ ...kept(), [`${form}/${field}`]: [words, ...others].slice(0, AT_MOST) }),
    )
  } catch {
    // A browser without storage offers no words.
  }
}
