import { computed, type Ref, ref } from 'vue'
import type { AlarmRow } from '../box/shapes.ts'
import { report } from '../report.ts'

export const MUTE_MS = 120_000
/** Beeps of one pattern (Hz), and how often it comes. However many alarms sound, it is one pattern. */
const PATTERNS: Record<AlarmRow['severity'], { tones: number[]; everyMs: number }> = {
  critical: { tones: [988, 740, 988, 740, 988], everyMs: 2_500 },
  major: { tones: [784, 784, 784], everyMs: 6_000 },
  warn: { tones: [587], everyMs: 15_000 },
  info: { tones: [], everyMs: 60_000 },
}
const BEEP_S = 0.22
const LOOK_MS = 500

/** What sounds: an alarm, or an interlock that counts down. */
export type Loud = Pick<AlarmRow, 'id' | 'severity'>
export type SoundState = 'off' | 'on' | 'muted'

/** Sounds until everything loud is acknowledged. A browser lets no page sound before one touch: until then `off`. */
export class AlarmSound {
  readonly #loud: Ref<Loud[]>
  readonly #now: () => number
  readonly #running = ref(false)
  readonly #mutedUntil = ref(0)
  /** A mute is for what sounded then: a new alarm is heard at once. */
  readonly #muted = ref(new Set<string>())
  readonly #beat = ref(0)
  #audio: AudioContext | undefined
  #looks: ReturnType<typeof setInterval> | undefined
  #last = Number.NEGATIVE_INFINITY
  #lastSeverity: AlarmRow['severity'] | undefined

  constructor(loud: Ref<Loud[]>, now: () => number) {
    this.#loud = loud
    this.#now = now
  }

  readonly #sounding = computed(() => {
    const muted = this.#beat.value < this.#mutedUntil.value ? this.#muted.value : new Set<string>()
    return this.#loud.value.filter(({ id }) => !muted.has(id))
  })
  readonly state = computed<SoundState>(() => {
    if (!this.#running.value) return 'off'
    return this.#loud.value.length > 0 && this.#sounding.value.length === 0 ? 'muted' : 'on'
  })
  readonly muteLeft = computed(() => Math.max(0, this.#mutedUntil.value - this.#beat.value))

  start(): void {
    addEventListener('click', this.#touched)
    this.#looks = setInterval(() => this.#look(), LOOK_MS)
  }

  stop(): void {
    removeEventListener('click', this.#touched)
    clearInterval(this.#looks)
    this.#audio?.close().catch((error: unknown) => report('sound', error))
    this.#audio = undefined
    this.#running.value = false
  }

  mute(): void {
    this.#beat.value = this.#now()
    this.#muted.value = new Set(this.#loud.value.map(({ id }) => id))
    this.#mutedUntil.value = this.#beat.value + MUTE_MS
  }

  /** The click, a touch's last event: heard earlier, the mute button would come up under the same finger. */
  readonly #touched = (): void => {
    try {
      this.#audio ??= new AudioContext()
      const audio = this.#audio
      audio.onstatechange = () => {
        this.#running.value = audio.state === 'running'
      }
      audio.resume().then(
        () => {
          this.#running.value = audio.state === 'running'
        },
        (error: unknown) => report('sound', error),
      )
    } catch (error) {
      report('sound', error)
    }
  }

  #look(): void {
    this.#beat.value = this.#now()
    const gravest = this.#sounding.value[0]
    if (gravest === undefined || !this.#running.value || this.#audio === undefined) {
      this.#lastSeverity = undefined
      return
    }
    const { tones, everyMs } = PATTERNS[gravest.severity]
    if (gravest.severity === this.#lastSeverity && this.#now() - this.#last < everyMs) return
    this.#last = this.#now()
    this.#lastSeverity = gravest.severity
    tones.forEach((hertz, index) => {
      this.#beep(hertz, index * BEEP_S * 1.3)
    })
  }

  #beep(hertz: number, after: number): void {
    const audio = this.#audio
    if (audio === undefined) return
    const tone = new OscillatorNode(audio, { type: 'square', frequency: hertz })
    const volume = new GainNode(audio, { gain: 0.5 })
    tone.connect(volume).connect(audio.destination)
    tone.start(audio.currentTime + after)
    tone.stop(audio.currentTime + after + BEEP_S)
  }
}
