// SPDX-License-Identifier: MIT
#ifndef REALFORK_FORK_FREEZE_HANDLER_H_
#define REALFORK_FORK_FREEZE_HANDLER_H_

#include <stdint.h>

namespace realfork {

// At every fork: another copy of this addon in the process has a handler of its
// own for the same signal. Returns 0 or an errno.
int InstallFreezeHandler();

// Threads are frozen in turns: a number that is odd while one lasts. Who comes
// late, after a turn was given up, goes on.
uint32_t CurrentTurn();
bool IsTurn();
void BeginTurn();

// Releases the threads that have frozen; in the child of a fork, those that are
// going to be revived.
void EndTurn();

// How many times a thread has frozen.
uint32_t Arrivals();

// Waits until there are more, for some milliseconds at most.
void AwaitArrival(uint32_t seen);

}  // namespace realfork

#endif  // REALFORK_FORK_FREEZE_HANDLER_H_
