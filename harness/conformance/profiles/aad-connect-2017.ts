import { numbered, type Profile } from './profile.ts'

/** The generation that the catalogue's words describe. */
export const aadConnect2017: Profile = {
  describes: 'Azure AD Connect with one relay a tenant, as published in 2017',
  ids: numbered({
    OPS: 12,
    MODE: 6,
    FLOW: 10,
    LOOK: 10,
    POL: 15,
    PROT: 4,
    MSG: 10,
    BW: 5,
    TTL: 6,
    SEC: 12,
    KEY: 5,
    NET: 6,
    LIFE: 10,
    LOAD: 7,
  }),
  otherwise: {},
}
