import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { timeOfDay } from '../words/durations.ts'
import type { Drawing } from './segments.ts'

use([LineChart, ScatterChart, GridComponent, SVGRenderer])

export type PlotLook = {
  from: number
  to: number
  timeZone: string
  /** Words for 0 and 1 of a state; absent for a number. */
  states?: [string, string]
  unit: string
  fontSize: number
}

const INK = '#3f484e'
const LINE = '#d5dadd'
const WARN = '#6b4000'

function optionOf(drawing: Drawing, look: PlotLook) {
  const { states } = look
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
      axisLabel: { ...text, hideOverlap: true, formatter: (at: number) => timeOfDay(at, look.timeZone) },
    },
    yAxis: {
      type: 'value' as const,
      name: states ? '' : look.unit,
      nameTextStyle: text,
      scale: true,
      ...(states ? { min: 0, max: 1, interval: 1 } : { splitNumber: 4 }),
      axisLabel: { ...text, ...(states ? { formatter: (value: number) => states[value === 1 ? 1 : 0] } : {}) },
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
