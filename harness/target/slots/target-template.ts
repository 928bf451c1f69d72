/** What `init` writes: a target file that fills all slots with the reference; the other forms stand as comments. */
export const TARGET_TEMPLATE = `# What fills the four slots of the system under test. How to attach your own: harness/target/ATTACH.md
# Relative paths start at this file. Then: writeback conform --target THIS_FILE
version: 1

# What reports call the system.
name: our system

# Each slot: the word reference, or one of the forms below.
slots:
  # The cloud side that people and administrators talk to.
  portal: reference

  # Holds messages between portal and agent; AMQP 1.0 in TLS.
  relay: reference

  # One that runs already; a broker that is not the reference's also names its addresses (ATTACH.md):
  #relay:
  #  url: amqps://relay.corp.example:5671
  #  caFile: corp-ca.pem
  #  credentialsFile: relay.json

  # The service on premises, which only dials out.
  agent: reference
  # A program that speaks the seven verbs:
  #agent: { exec: { argv: [node, exec-agent.mjs, /opt/product/agent], cwd: . } }
  # The reference with a named fault, to see it found:
  #agent: { mutant: [agent-ignores-deadline] }

  # Active Directory, or what behaves like it; LDAP in TLS.
  directory: reference
  # One that runs already; also say --i-own-this-directory corp.example
  #directory:
  #  url: ldaps://dc1.corp.example:636
  #  caFile: corp-ca.pem
  #  domain: corp.example
  #  container: OU=Writeback Tests,DC=corp,DC=example
  #  credentialsFile: directory.json
`
