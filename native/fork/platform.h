// SPDX-License-Identifier: MIT
// Where fork() works: Linux with glibc on x86-64 and arm64.
#ifndef REALFORK_FORK_PLATFORM_H_
#define REALFORK_FORK_PLATFORM_H_

// A libc header must come first: __GLIBC__ is not the compiler's to define.
#include <limits.h>

// REALFORK_PORTABLE builds here what is built elsewhere, to test it.
#if !defined(REALFORK_PORTABLE) && defined(__linux__) && defined(__GLIBC__) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define REALFORK_CAN_FORK 1
#else
#define REALFORK_CAN_FORK 0
#endif

#endif  // REALFORK_FORK_PLATFORM_H_
