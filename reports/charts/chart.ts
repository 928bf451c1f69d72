import { withoutSteering } from '../model/steering.ts'
import { drawSvg, type EChartsCoreOption } from './echarts.ts'
import { SIZES, type SizeName } from './theme.ts'

/** A chart as data: what it shows, what it says in words, how it is drawn at each size. */
export interface Chart {
  /** Unique in a page; letters, digits and hyphens. */
  readonly name: string
  readonly title: string
  /** The figures in words, for those who do not see the drawing. */
  readonly label: string
  readonly height: number
  option(size: SizeName): EChartsCoreOption
}

const escapeAttribute = (text: string) =>
  withoutSteering(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/** Ids that are unique in the page and the same every time; nothing that is there for a mouse. */
const tidy = (svg: string, prefix: string) =>
  svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|id="\d+")/g, '')
    .replace(/\bzr\d+-/g, `${prefix}-`)
    .replace(/\n+/g, '')

const ROOT = /^<svg\b[^>]*?viewBox="([^"]*)"[^>]*>/

/** The drawing as an SVG element that scales with its place and reads out its figures. */
export function renderChart(chart: Chart, size: SizeName): string {
  const svg = drawSvg(chart.option(size), SIZES[size].width, chart.height)
  const named = tidy(svg, `${chart.name}-${size}`)
  return named.replace(
    ROOT,
    (_, viewBox: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" class="${size}" viewBox="${viewBox}" role="img" aria-label="${escapeAttribute(chart.label)}">`,
  )
}
