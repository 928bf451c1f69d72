import { sealRequest } from '../protocol/request.ts'
import { type HotPath, purely } from './hot-path.ts'
import { makeKeys, usualReset } from './request.ts'

export const sealRequestPath: HotPath = {
  title: 'seal a reset',
  async open() {
    const { sealing } = await makeKeys()
    const body = usualReset()
    return purely(() => sealRequest(sealing, body))
  },
}
