import type { Series } from '../routes/series/schema.ts'

type Named = { device: string; point: string } & Series

/** Writes series of hours or days as JSON. Their times are mostly the same, and then they are made into text once. */
export class SeriesText {
  private times: Series['t'] = []
  private text = '[]'

  of({ t, q, ...rest }: Named): string {
    if (t.length !== this.times.length || t.some((time, place) => time !== this.times[place])) {
      this.times = t
      this.text = JSON.stringify(t)
    }
    const qualities = q.length === 0 ? '[]' : `["${q.join('","')}"]`
    return `{"t":${this.text},"q":${qualities},${JSON.stringify(rest).slice(1)}`
  }
}
