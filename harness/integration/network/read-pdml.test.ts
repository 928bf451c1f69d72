import { expect, it } from 'vitest'
import { differences, ladderSeen } from './compare-capture.ts'
import { readPdml } from './read-pdml.ts'

/** Two frames in one record: a transfer with a message of 69 bytes, a disposition; then a bare acknowledgement. */
const PDML = `<pdml>
<packet>
  <proto name="frame" showname="Frame 30" size="217" pos="0">
    <field name="frame.time_epoch" showname="Epoch Time: 2.5" size="0" pos="0" show="2.500000000"/>
  </proto>
  <proto name="ip" showname="x" size="20" pos="14"><field name="ip.len" size="2" pos="16" show="203" value="00cb"/></proto>
  <field name="tcp.len" showname="TCP Segment Len: 151" size="0" pos="34" show="151"/>
  <field name="tls.record.length" showname="Length: 146" size="2" pos="69" show="146" value="0092"/>
  <proto name="amqp" showname="AMQP" size="99" pos="0">
    <field name="amqp.performative" showname="transfer" size="1" pos="10" show="20" value="14"/>
    <field name="amqp.method.arguments" size="19" pos="11" show="" value="">
  </proto>
  <proto name="amqp" showname="AMQP" size="30" pos="99">
    <field name="amqp.performative" size="1" pos="109" show="21" value="15"/>
    <field name="amqp.method.arguments" size="19" pos="110" show="" value="">
  </proto>
</packet>
<packet>
  <field name="frame.time_epoch" size="0" pos="0" show="2.540000000"/>
  <field name="ip.len" size="2" pos="16" show="52"/>
  <field name="tcp.len" size="0" pos="34" show="0"/>
</packet>
</pdml>`

const ladder = {
  messages: 1,
  messageBytes: 69,
  plaintextBytes: 129,
  tlsRecords: 1,
  tlsRecordBytes: 151,
  tcpPayloadBytes: 151,
  segments: 2,
  segmentsFrom: 'tcp-info',
  ipBytes: 255,
} as const

it('reads messages, frames, records and packets out of what tshark wrote', () => {
  const { segmentsFrom: _how, ...layers } = ladder
  expect(ladderSeen(readPdml(PDML), 2_500, 2_540)).toEqual(layers)
  expect(ladderSeen(readPdml(PDML), 2_501, 2_540)).toMatchObject({ segments: 1, messages: 0 })
})

it('names each rung on which tap and capture differ, and leaves out what an opaque tap cannot know', () => {
  const seen = ladderSeen(readPdml(PDML), 0, 9_000)
  expect(differences(ladder, seen)).toEqual([])
  expect(differences({ ...ladder, messages: null, messageBytes: null }, seen)).toEqual([])
  expect(differences({ ...ladder, tlsRecords: 2, messageBytes: 70 }, seen)).toEqual([
    'messageBytes: the tap counted 70, the capture shows 69',
    'tlsRecords: the tap counted 2, the capture shows 1',
  ])
})
