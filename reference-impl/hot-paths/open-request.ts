import { openRequest, sealRequest } from '../protocol/request.ts'
import { type HotPath, purely } from './hot-path.ts'
import { makeKeys, usualReset } from './request.ts'

export const openRequestPath: HotPath = {
  title: 'open a reset',
  async open() {
    const { sealing, opening } = await makeKeys()
    const { bytes } = await sealRequest(sealing, usualReset())
    return purely(() => openRequest(opening, bytes))
  },
}
