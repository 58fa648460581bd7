// SPDX-License-Identifier: MIT
// Reads /proc without malloc: a frozen thread may hold malloc's lock.
#ifndef REALFORK_FORK_PROC_H_
#define REALFORK_FORK_PROC_H_

#include <stddef.h>
#include <stdint.h>

namespace realfork {

// Calls visit(number, context) for each numeric name in the folder, until it
// returns false. Returns 0 or an errno.
int ForEachNumber(const char* folder, bool (*visit)(int, void*), void* context);

// Reads a small file whole into text, always terminated. Returns its length,
// or -errno.
long ReadSmallFile(const char* path, char* text, size_t capacity);

// The number behind "label" in text, or fallback. Base 8, 10 or 16.
uint64_t NumberAfter(const char* text, const char* label, int base,
                     uint64_t fallback);

// Writes "prefix" "number" "suffix" into path. Returns path.
const char* ProcPath(char (&path)[64], const char* prefix, int number,
                     const char* suffix);

}  // namespace realfork

#endif  // REALFORK_FORK_PROC_H_
