// SPDX-License-Identifier: MIT
// The io_urings through which libuv (1.47 and later) changes its epolls. They
// are memory shared with the parent: a child that used one would submit its
// parent's requests, and libuv aborts when the counts do not match.
#ifndef REALFORK_FORK_RINGS_H_
#define REALFORK_FORK_RINGS_H_

namespace realfork {

// Finds the rings of every loop: when the addon loads, so that a fork need not.
void FindRings();

// In the parent, while nothing runs: whether the ring behind a descriptor is
// one of libuv's, which the child can let go of.
bool CanDropRing(int fd);

// In the child: from now on the loops call epoll_ctl(2) directly, as they do
// where the kernel has no io_uring.
void DropRings();

}  // namespace realfork

#endif  // REALFORK_FORK_RINGS_H_
