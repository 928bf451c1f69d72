/** Outbound: from the client of the tapped link (agent or portal) to its server; inbound: back. */
export const DIRECTIONS = ['outbound', 'inbound'] as const
export type Direction = (typeof DIRECTIONS)[number]

export type DirectionChoice = Direction | 'both'
export const chosen = (choice: DirectionChoice): readonly Direction[] =>
  choice === 'both' ? DIRECTIONS : [choice]

export type PerDirection<T> = Readonly<Record<Direction, T>>
export const perDirection = <T>(make: (direction: Direction) => T): PerDirection<T> => ({
  outbound: make('outbound'),
  inbound: make('inbound'),
})
