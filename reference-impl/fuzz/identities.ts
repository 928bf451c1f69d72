import { createHash, randomBytes } from 'node:crypto'

/** Who is who; secrets are made for one run. */

export interface Login {
  readonly username: string
  readonly password: string
}

const login = (username: string): Login => ({
  username,
  password: randomBytes(16).toString('hex'),
})

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** What a relay keeps of a login. */
export const verifierOf = ({ username, password }: Login) => ({
  username,
  verifier: sha256(password),
})

/** Who the inputs come from at the relay and at the synchronisation: an agent that nobody runs. */
export const CLIENT = { tenant: 'north', ...login('north-agent') } as const
export const CLIENT_PORTAL = login('north-portal')

/** A tenant of a running agent. It has no users: whatever it is asked for, it must change nothing. */
export const SERVED = {
  tenant: 'south',
  agent: login('south-agent'),
  portal: login('south-portal'),
} as const

export const MANAGER = login('management')
