/** The Node that runs the fixtures: TEST_NODE, or the one that runs the tests. */
export const nodeBinary = process.env.TEST_NODE ?? process.execPath
