// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_INTERPOSITION_H_
#define REALFORK_FORK_INTERPOSITION_H_

#include <stddef.h>

namespace realfork {

// A function of ours that the runtime is to call instead of the C library's.
struct Interposed {
  const char* name;
  void* function;
  // What it is to call itself: the C library's, unless somebody else stands
  // before that already, such as another copy of this addon.
  void* next;
  // An address in the object whose calls matter: of libuv's code, or of Node's.
  const void* caller;
  bool only_caller;  // or all objects are to call ours
  bool called;       // whether that object calls ours now
};

// Puts functions of ours before those of the C library, for all objects that
// are loaded but this addon. On the main thread. What is linked otherwise keeps
// the C library's.
void Interpose(Interposed* functions, size_t count);

}  // namespace realfork

#endif  // REALFORK_FORK_INTERPOSITION_H_
