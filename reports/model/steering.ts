/**
 * Control characters, and those that turn the direction of writing around. What a judged part answers
 * stands in reports: it must not steer a terminal or a page.
 */
const STEERING = /[\p{Cc}\p{Bidi_Control}]/gu

/** The text with every such character shown as U+FFFD. Tabs and line ends count among them. */
export const withoutSteering = (text: string) => text.replace(STEERING, '\u{fffd}')
