import { zoneOffset } from '@zaojun/core/local-time'
import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { hatch } from './plot-hatch.ts'
import type { Shape } from './series-shape.ts'
import type { useWords } from './words.ts'

export type PlotOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>
export type PlotSubject = {
  shape: Shape
  from: number
  to: number
  timeZone: string
  unit: string
  decimals: number
  /** Words for 0 and 1 where the point is a yes or no: drawn as steps. */
  states?: [string, string]
  resolution: 'raw' | 'hour' | 'day'
}
type Words = ReturnType<typeof useWords>

const LINE = '#7a2e1d'
const BAND = '#7a2e1d22'
const INK = '#55606a'
const RULE = '#e6eaec'
const DAY_MS = 86_400_000
/** Canvas text does not inherit. */
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif'
const FEW_SAMPLES = 80

/** The lower edge is an unseen line; the band is stacked on it as the difference. */
function bandSeries(subject: PlotSubject, shift: number): LineSeriesOption[] {
  const edge = (data: [number, number | null][], fill: boolean): LineSeriesOption => ({
    type: 'line',
    id: fill ? 'band' : 'floor',
    stack: 'band',
    // Floors below zero, as in a freezer, must be stacked on as well.
    stackStrategy: 'all',
    data,
    silent: true,
    symbol: 'none',
    lineStyle: { opacity: 0 },
    ...(fill ? { areaStyle: { color: BAND } } : {}),
  })
  const floor = subject.shape.band.map(([at, min]): [number, number | null] => [at + shift, min])
  const height = subject.shape.band.map(([at, min, max]): [number, number | null] => [
    at + shift,
    min === null || max === null ? null : max - min,
  ])
  return [edge(floor, false), edge(height, true)]
}

function areas(subject: PlotSubject, shift: number, { t }: Words): LineSeriesOption['markArea'] {
  const least = (subject.to - subject.from) / 120
  return {
    silent: true,
    data: subject.shape.spans.map(({ from, to, quality }) => [
      {
        name: t(`quality.${quality}`),
        xAxis: from + shift,
        itemStyle: { color: hatch(quality) },
        label: { show: to - from > least * 8, color: '#1d2327', fontSize: 12 },
      },
      // An instant must still be seen.
      { xAxis: Math.max(to, from + least) + shift },
    ]),
  }
}

export function plotOption(subject: PlotSubject, words: Words): PlotOption {
  const { time, number, t } = words
  // Drawn as if the site's clock were UTC, so that ticks fall on the site's own hours and midnights.
  const shift = zoneOffset(subject.to, subject.timeZone)
  const days = subject.to - subject.from > 2 * DAY_MS
  const tick = (shifted: number): string => {
    const hour = time(shifted - shift, subject.timeZone, 'hour')
    return days || hour === '00:00' ? time(shifted - shift, subject.timeZone, 'day') : hour
  }
  const shown = (value: unknown): string => {
    if (typeof value !== 'number') return '–'
    const state = subject.states?.[value as 0 | 1]
    return state ?? `${number(value, subject.decimals)} ${subject.unit}`.trim()
  }
  const bands = new Map(subject.shape.band.map(([at, min, max]) => [at, { min, max }]))
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: FONT },
    grid: { left: 12, right: 20, top: 34, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      axisPointer: { type: 'line', lineStyle: { color: INK } },
      formatter: (params) => {
        const point = (Array.isArray(params) ? params : [params]).find(({ seriesId }) => seriesId === 'value')
        const [at, value] = (point?.value ?? []) as [number?, number?]
        if (at === undefined) return ''
        const band = bands.get(at - shift)
        const extremes = band ? `\n${t('series.band')} ${shown(band.min)} – ${shown(band.max)}` : ''
        return `${time(at - shift, subject.timeZone, 'second')}\n${shown(value)}${extremes}`
      },
    },
    xAxis: {
      type: 'time',
      min: subject.from + shift,
      max: subject.to + shift,
      axisLabel: { color: INK, hideOverlap: true, formatter: tick },
      ...(days ? { minInterval: DAY_MS } : {}),
      axisLine: { lineStyle: { color: '#8a959c' } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: subject.states ? '' : subject.unit,
      nameTextStyle: { color: INK, align: 'right' },
      axisLabel: { color: INK, formatter: (value: number) => (subject.states ? shown(value) : String(value)) },
      splitLine: { lineStyle: { color: RULE } },
      ...(subject.states ? { min: 0, max: 1, interval: 1 } : {}),
    },
    series: [
      ...bandSeries(subject, shift),
      {
        type: 'line',
        id: 'value',
        data: subject.shape.line.map(([at, value]): [number, number | null] => [at + shift, value]),
        connectNulls: false,
        // A yes or no stands until the next one says otherwise.
        ...(subject.states ? { step: 'end' as const } : {}),
        showSymbol: subject.shape.line.length <= FEW_SAMPLES,
        symbol: 'circle',
        symbolSize: 5,
        itemStyle: { color: LINE },
        lineStyle: { color: LINE, width: 1.8 },
        markArea: areas(subject, shift, words),
      },
    ],
  }
}
