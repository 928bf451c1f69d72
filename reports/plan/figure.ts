/** A number that a plan rests on, by the name that formulas give it. */
export interface Input {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** `measured` comes from a run, `given` from the workforce, `derived` from another figure. */
  readonly from: 'measured' | 'given' | 'derived'
}

/** One figure of a plan, with all that it takes to check it by hand. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly formula: string
  readonly inputs: readonly Input[]
  /** Absent: within what was measured. Otherwise where measuring ended. */
  readonly extrapolated?: string
}

export const measured = (name: string, value: number, unit: string): Input => ({
  name,
  value,
  unit,
  from: 'measured',
})
export const given = (name: string, value: number, unit: string): Input => ({
  name,
  value,
  unit,
  from: 'given',
})
/** Another figure as an input. */
export const derived = ({ name, value, unit }: Figure): Input => ({
  name,
  value,
  unit,
  from: 'derived',
})

/** The figure with a note where extrapolation starts, when it goes beyond what was measured. */
export const beyond = (figure: Figure, reached: number, limit: number | undefined): Figure =>
  limit === undefined || reached <= limit
    ? figure
    : {
        ...figure,
        extrapolated: `measured up to ${Number(limit.toPrecision(3))} operations/s`,
      }
