#define _GNU_SOURCE
#include "pool.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

void pool_make(struct pool *pool, int port, unsigned size) {
  pool->port = port;
  pool->size = size;
  pool->epoll = epoll_create1(EPOLL_CLOEXEC);
  pool->clients = calloc(size, sizeof(struct client));
  if (pool->epoll == -1 || pool->clients == NULL) abort();
  for (unsigned at = 0; at < size; at++) pool->clients[at].fd = -1;
}

unsigned pool_turn(struct pool *pool, uint64_t until_ns,
                   struct client *touched[TURN]) {
  uint64_t now = now_ns();
  uint64_t left = until_ns > now ? until_ns - now : 0;
  struct timespec limit = {.tv_sec = (time_t)(left / 1000000000u),
                           .tv_nsec = (long)(left % 1000000000u)};
  struct pollfd epoll = {.fd = pool->epoll, .events = POLLIN};
  struct epoll_event events[TURN];
  // epoll_wait() itself knows only milliseconds.
  if (ppoll(&epoll, 1, &limit, NULL) <= 0) return 0;
  int count = epoll_wait(pool->epoll, events, TURN, 0);
  for (int at = 0; at < count; at++) {
    touched[at] = events[at].data.ptr;
    client_take_event(touched[at], events[at].events);
  }
  return count > 0 ? (unsigned)count : 0;
}

int pool_is_over(const struct pool *pool, uint64_t end_ns) {
  return now_ns() >= end_ns || tally_failed(&pool->tally) >= MOST_FAILURES;
}
