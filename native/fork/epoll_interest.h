// SPDX-License-Identifier: MIT
// What the epolls of inner event loops watch; the main loop registers its own
// watchers again.
#ifndef REALFORK_FORK_EPOLL_INTEREST_H_
#define REALFORK_FORK_EPOLL_INTEREST_H_

namespace realfork {

// In the parent.
void ForgetInterest();

// In the parent: notes what an epoll watches. Returns 0 or an errno, EOVERFLOW
// if it is too much.
int NoteInterest(int epoll);

// Whether any watched descriptor, of those noted, is such a one.
bool AnyInterest(bool (*is_such)(int fd));

// In the child: puts a fresh epoll, which watches nothing, under the number.
int ReplaceEpoll(int epoll, int flags);

// In the child, when all that is watched was replaced.
void RestoreInterest();

}  // namespace realfork

#endif  // REALFORK_FORK_EPOLL_INTEREST_H_
