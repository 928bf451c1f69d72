import { withoutSteering } from '../model/steering.ts'

/** What a target answered stands in Markdown as text: no markup, no mention, no address. */
export const escapeMarkdown = (text: string) =>
  withoutSteering(text)
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()+!|~]/g, '\\$&')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
