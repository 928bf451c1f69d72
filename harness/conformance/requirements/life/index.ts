import { inOrder } from '../in-order.ts'
import { events } from './events.ts'
import { licences } from './licences.ts'
import { onboarding } from './onboarding.ts'
import { settings } from './settings.ts'
import { switches } from './switches.ts'

/** LIFE: enabling, health, prerequisites. */
export const life = inOrder(events, licences, onboarding, settings, switches)
