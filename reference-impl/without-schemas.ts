/**
 * For servers whose routes declare no schema: each body is read by the contract's own. Without it fastify loads
 * its two schema compilers at every start: processor time that nothing uses.
 */
export const WITHOUT_SCHEMAS = {
  schemaController: {
    compilersFactory: {
      buildValidator: () => () => {
        throw new Error('a route declares a schema: read the body by the contract instead')
      },
      buildSerializer: () => () => {
        throw new Error('a route declares a schema: write the answer by the contract instead')
      },
    },
  },
}
