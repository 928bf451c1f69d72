/** rhea says so of a source or target that it does not know; the word is a number or name of AMQP's. */
const HARMLESS = [/^Unknown terminus: /]

/** The first line on a role's stderr that hostile input may not cause: a failure, or what it carried (PWB-SEC-8). */
export const complaintIn = (said: string): string | undefined =>
  said
    .split('\n')
    .find((line) => line.trim() !== '' && !HARMLESS.some((harmless) => harmless.test(line)))
