// The constants of the calls, under their POSIX names. Their numbers are the platform's.
// The numbers of signals and errors are in node:os: os.constants.signals, os.constants.errno.
export * from './constants/pipe'
export * from './constants/poll'
export * from './constants/socket-options'
export * from './constants/sockets'
export * from './constants/wait'
