/**
 * Run in a page: for each visible piece of text outside of drawings, its contrast with what lies
 * behind it (WCAG 2.2, relative luminance). Gives [{ text, ratio }], the least first. A text, because
 * it belongs to the browser's world, not to this program's.
 */
export const CONTRASTS = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor)
      if (a > 0) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const ratio = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (light + 0.05) / (dark + 0.05)
  }
  const found = []
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (own.length === 0 || !element.checkVisibility()) continue
    const svg = element.closest('svg')
    const { color, fill } = getComputedStyle(element)
    const text = own.map((node) => node.data.trim()).join(' ')
    const front = parse(svg ? fill : color)
    const back = behind(svg ?? element)
    // Numbers inside the bars stand on the bar, not on the page.
    if (svg && String(front.slice(0, 3)) === String(back)) continue
    found.push({ text, ratio: ratio(front, back) })
  }
  return found.sort((a, b) => a.ratio - b.ratio)
})()`
