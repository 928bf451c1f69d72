import { stringify } from 'yaml'
import { ADDRESSES, type Broker } from './rabbitmq.ts'

/** The target file that puts this broker into the relay's slot, as a user would write it. */
export const targetFileFor = ({ name, edge, credentialsFile }: Broker) =>
  stringify({
    version: 1,
    name: `the reference’s portal, agent and directory with ${name}`,
    slots: {
      relay: {
        url: `amqps://${edge.host}:${edge.port}`,
        servername: edge.servername,
        caFile: edge.caFile,
        credentialsFile,
        addresses: ADDRESSES,
      },
    },
  })
