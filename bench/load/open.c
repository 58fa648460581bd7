#include "modes.h"

// Unless a server has stopped serving, no more than these wait at once.
enum { MOST_WAITING = 2000 };

struct open {
  struct pool pool;
  struct client *idle[MOST_WAITING];
  unsigned idle_count;
};

static void settle(struct open *run, struct client *client) {
  if (client->outcome == PENDING || client->due_ns == 0) return;
  tally_add(&run->pool.tally, client);
  client_leave(client);
  client->due_ns = 0;  // an event of the same turn may be for it, too
  run->idle[run->idle_count++] = client;
}

static void come(struct open *run, uint64_t due_ns) {
  struct pool *pool = &run->pool;
  if (run->idle_count == 0) {
    pool->tally.unanswered++;
    return;
  }
  struct client *client = run->idle[--run->idle_count];
  samples_add(&pool->tally.lateness, now_ns() - due_ns);
  client_come(client, pool->epoll, pool->port, due_ns);
  settle(run, client);
}

void run_open(int port, unsigned per_second, unsigned for_ms,
              unsigned drain_ms) {
  static struct open run;
  struct pool *pool = &run.pool;
  struct client *touched[TURN];
  uint64_t every_ns = 1000000000ull / per_second;
  pool_make(pool, port, MOST_WAITING);
  for (unsigned at = 0; at < MOST_WAITING; at++) {
    run.idle[run.idle_count++] = &pool->clients[at];
  }
  tally_begin(&pool->tally);
  uint64_t next_ns = pool->tally.began_ns + every_ns;
  uint64_t end_ns = pool->tally.began_ns + for_ms * 1000000ull;
  uint64_t drained_ns = end_ns + drain_ms * 1000000ull;
  while ((next_ns <= end_ns || run.idle_count < MOST_WAITING) &&
         !pool_is_over(pool, drained_ns)) {
    for (; next_ns <= end_ns && now_ns() >= next_ns; next_ns += every_ns) {
      come(&run, next_ns);
    }
    uint64_t until_ns = next_ns <= end_ns ? next_ns : drained_ns;
    unsigned count = pool_turn(pool, until_ns, touched);
    for (unsigned at = 0; at < count; at++) settle(&run, touched[at]);
  }
  pool->tally.unanswered += MOST_WAITING - run.idle_count;
  tally_print(&pool->tally, 0);
}
