/** Calls a listener of the user's. An error is the process's affair; what is behind it is to arrive nevertheless. */
export const callBack = (call: () => void): void => {
  try {
    call()
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
