import { requireControl } from '../control.ts'
import { requirement } from '../requirement.ts'

/** NET: network. */
export const net = [
  requirement({
    id: 'PWB-NET-1',
    level: 'MUST',
    subject: 'agent',
    title: 'no inbound port: the agent’s processes listen on nothing',
    source: 'OV',
    needs: ['agent', 'sockets'],
    timeMode: 'real',
    findings: {
      'listening-socket': 'a process of the agent listens',
    },
    async check(t) {
      const pids = await t.agent.pids()
      const [own, control] = await Promise.all([
        t.sockets.listening(pids),
        t.sockets.listening(t.sockets.control()),
      ])
      t.saw('operating system', `${pids.length} agent processes: ${own.length} listening sockets`)
      t.saw('operating system', `control, the portal: ${control.length} listening sockets`)
      requireControl(control.length > 0, 'the list of listening sockets', {
        expected: 'the portal’s listening socket is seen',
        observed: 'none',
      })
      t.expect(own.length === 0, 'listening-socket', {
        expected: 'none',
        observed: own.join(', '),
      })
    },
  }),
]
