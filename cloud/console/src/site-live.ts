import { onScopeDispose, shallowRef } from 'vue'
import { api, ask, signedOut } from './api/client.ts'
import { type Failure, failureOf } from './api/failure.ts'
import { type Box, type Latest, seriesKey } from './api/shapes.ts'
import { type LiveState, LiveStream } from './live-stream.ts'
import { serverNow } from './time.ts'

const RENEW_MS = 30_000

/**
 * A site as it is now: asked once, then kept current by the live stream; asked again whenever the stream opens,
 * for what was missed while it was away. Opening it makes the site's boxes send every 10 s.
 */
export function useSiteLive(site: string) {
  const latest = shallowRef(new Map<string, Latest>())
  const boxes = shallowRef<Box[]>()
  const failure = shallowRef<Failure>()
  const live = shallowRef<LiveState>({ state: 'connecting' })
  const params = { path: { site } }
  let gone = false

  function take(rows: readonly Latest[]): void {
    // A new map each time: components that were handed the old one see that it is another.
    const next = new Map(latest.value)
    for (const row of rows) {
      const key = seriesKey(row.device, row.point)
      const held = next.get(key)
      // An answer and an event may overtake each other: never step back within one box's order.
      if (held === undefined || held.box !== row.box || held.seq <= row.seq) next.set(key, row)
    }
    latest.value = next
  }
  async function load(): Promise<void> {
    try {
      const [rows, found] = await Promise.all([
        ask(api.GET('/v1/sites/{site}/latest', { params })),
        ask(api.GET('/v1/sites/{site}/boxes', { params })),
      ])
      if (gone) return
      take(rows.latest)
      // The client's types widen pairs to lists.
      boxes.value = found.boxes as Box[]
      failure.value = undefined
    } catch (thrown) {
      if (!gone) failure.value = failureOf(thrown)
    }
  }
  const stream = new LiveStream({
    url: `/v1/sites/${encodeURIComponent(site)}/live`,
    on: {
      latest: (rows) => take(rows as Latest[]),
      boxes: (rows) => {
        boxes.value = rows as Box[]
      },
    },
    changed: (state) => {
      live.value = state
      if (state.state === 'open') void load()
      if (state.state === 'waiting' && state.failure.status === 401) signedOut()
    },
    now: serverNow,
    random: Math.random,
  })
  void load()
  stream.start()
  // A box that falls silent sends nothing to say so: its standing has to be asked for.
  const timer = window.setInterval(load, RENEW_MS)
  onScopeDispose(() => {
    gone = true
    window.clearInterval(timer)
    stream.stop()
  })
  return { latest, boxes, failure, live, load, reconnect: () => stream.start() }
}
