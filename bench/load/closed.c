#include "modes.h"

struct closed {
  struct pool pool;
  uint64_t end_ns;
  unsigned busy;
};

// Counts what has settled, and lets the next one come in its place.
static void follow(struct closed *run, struct client *client) {
  struct pool *pool = &run->pool;
  while (client->fd != -1 && client->outcome != PENDING) {
    tally_add(&pool->tally, client);
    client_leave(client);
    if (pool_is_over(pool, run->end_ns)) {
      run->busy--;
    } else {
      client_come(client, pool->epoll, pool->port, now_ns());
    }
  }
}

void run_closed(int port, unsigned at_once, unsigned for_ms,
                unsigned drain_ms) {
  struct closed run = {.busy = at_once};
  struct pool *pool = &run.pool;
  struct client *touched[TURN];
  pool_make(pool, port, at_once);
  tally_begin(&pool->tally);
  run.end_ns = pool->tally.began_ns + for_ms * 1000000ull;
  uint64_t drained_ns = run.end_ns + drain_ms * 1000000ull;
  for (unsigned at = 0; at < at_once; at++) {
    client_come(&pool->clients[at], pool->epoll, port, now_ns());
    follow(&run, &pool->clients[at]);
  }
  while (run.busy > 0 && !pool_is_over(pool, drained_ns)) {
    unsigned count = pool_turn(pool, drained_ns, touched);
    for (unsigned at = 0; at < count; at++) follow(&run, touched[at]);
  }
  pool->tally.unanswered = run.busy;
  tally_print(&pool->tally, 0);
}
