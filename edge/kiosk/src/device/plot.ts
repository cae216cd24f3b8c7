import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { dayOf, timeOfDay } from '../words/durations.ts'
import { axisOf, type Marks, within } from './marks.ts'
import type { Drawing } from './segments.ts'

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer])

export type PlotLook = {
  from: number
  to: number
  timeZone: string
  /** Words for 0 and 1 of a state; absent for a number. */
  states?: [string, string]
  unit: string
  fontSize: number
  marks: Marks
  /** What stands at a limit's line, and at the head of an alarm's time. */
  limitText(limit: Marks['limits'][number]): string
  shapeOf(severity: Severity): string
}
type Severity = Marks['alarms'][number]['severity']

const INK = '#3f484e'
const LINE = '#d5dadd'
const WARN = '#6b4000'
const ALARM = '#8f1710'
const SHADES = { [ALARM]: '#fde8e6', [WARN]: '#fff3dc' }
/** From here on an axis names days too. */
const DAYS_FROM_MS = 36 * 3_600_000
const colourOf = (severity: Severity) => (severity === 'critical' || severity === 'major' ? ALARM : WARN)

/** A line for each limit, with its number in words; what only advises is dotted. */
const limitLines = ({ marks, fontSize, limitText }: PlotLook) => ({
  silent: true,
  symbol: 'none',
  data: marks.limits.map((limit) => ({
    yAxis: limit.value,
    lineStyle: {
      color: colourOf(limit.severity),
      width: limit.acts ? 3 : 2,
      type: limit.advisory ? ('dotted' as const) : ('dashed' as const),
    },
    label: {
      formatter: limitText(limit),
      position: 'insideStartTop' as const,
      color: colourOf(limit.severity),
      fontSize,
      fontFamily: 'inherit',
    },
  })),
})

/** The times of alarms, shaded, each with the shape of how grave it is. */
const alarmAreas = ({ marks, from, to, fontSize, shapeOf }: PlotLook) => ({
  silent: true,
  data: within(marks.alarms, from, to).map(({ severity, from: start, to: end }): [object, object] => {
    const color = colourOf(severity)
    return [
      {
        xAxis: start,
        itemStyle: { color: SHADES[color], borderColor: color, borderWidth: 1 },
        label: { show: true, position: 'insideTopLeft', formatter: shapeOf(severity), color, fontSize },
      },
      { xAxis: end },
    ]
  }),
})

function optionOf(drawing: Drawing, look: PlotLook) {
  const { states } = look
  const values = [drawing.line, drawing.bad].flat().flatMap(([, value]) => (value === null ? [] : [value]))
  const [min, max] = axisOf(values, look.marks.limits) ?? []
  const days = look.to - look.from > DAYS_FROM_MS
  const text = { color: INK, fontSize: look.fontSize, fontFamily: 'inherit' }
  const dots = (data: [number, number][], symbol: string, color: string, symbolSize: number, hollow = false) => ({
    type: 'scatter' as const,
    data,
    symbol,
    symbolSize,
    silent: true,
    itemStyle: hollow ? { color: '#fff', borderColor: color, borderWidth: 2 } : { color },
  })
  return {
    animation: false,
    grid: {
      left: look.fontSize * (states ? 4.5 : 3.5),
      right: look.fontSize * 1.6,
      top: look.fontSize * 1.8,
      bottom: look.fontSize * 2,
    },
    xAxis: {
      type: 'time' as const,
      min: look.from,
      max: look.to,
      splitNumber: 4,
      axisLine: { lineStyle: { color: INK } },
      axisLabel: {
        ...text,
        hideOverlap: true,
        formatter: (at: number) => (days ? dayOf : timeOfDay)(at, look.timeZone),
      },
    },
    yAxis: {
      type: 'value' as const,
      name: states ? '' : look.unit,
      nameTextStyle: text,
      scale: true,
      ...(states ? { min: 0, max: 1, interval: 1 } : { min, max, splitNumber: 4 }),
      axisLabel: states
        ? { ...text, formatter: (value: number) => states[value === 1 ? 1 : 0] }
        : { ...text, showMinLabel: false, showMaxLabel: false },
      splitLine: { lineStyle: { color: LINE } },
    },
    series: [
      {
        type: 'line' as const,
        data: drawing.line,
        showSymbol: false,
        connectNulls: false,
        silent: true,
        ...(states ? { step: 'end' as const } : {}),
        lineStyle: { color: INK, width: 2.5 },
        markLine: limitLines(look),
        markArea: alarmAreas(look),
      },
      dots(drawing.alone, 'circle', INK, 7),
      dots(drawing.uncertain, 'diamond', WARN, 11, true),
      dots(drawing.bad, 'path://M0 0L10 10M10 0L0 10', WARN, 11, true),
    ],
  }
}

/** Draws a trend into `element`. `show` redraws, `fit` follows its size, `remove` gives everything back. */
export function createPlot(element: HTMLElement) {
  const chart = init(element, undefined, { renderer: 'svg' })
  return {
    show: (drawing: Drawing, look: PlotLook) => chart.setOption(optionOf(drawing, look), { notMerge: true }),
    fit: () => chart.resize(),
    remove: () => chart.dispose(),
  }
}
export type Plot = ReturnType<typeof createPlot>
