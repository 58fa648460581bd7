#include <stdio.h>
#include <string.h>

#include "modes.h"

// Those that come while so many are not yet served have to wait.
enum { WINDOW = 64 };

static struct pool pool;
static unsigned held;

static uint64_t end_after(unsigned limit_ms) {
  tally_begin(&pool.tally);
  return pool.tally.began_ns + limit_ms * 1000000ull;
}

// Takes the events of a turn; how many of these clients have settled by it.
static unsigned turn(uint64_t until_ns, unsigned from) {
  struct client *touched[TURN];
  unsigned settled = 0;
  unsigned count = pool_turn(&pool, until_ns, touched);
  for (unsigned at = 0; at < count; at++) {
    struct client *client = touched[at];
    if (client < pool.clients + from) continue;
    // What is counted already has no due time.
    if (client->outcome == PENDING || client->due_ns == 0) continue;
    tally_add(&pool.tally, client);
    client->due_ns = 0;
    settled++;
  }
  return settled;
}

static unsigned count_if_settled(struct client *client) {
  if (client->outcome == PENDING) return 0;
  tally_add(&pool.tally, client);
  client->due_ns = 0;
  return 1;
}

// So many more come, say a message, get it back, and stay.
static void more(unsigned count, unsigned limit_ms) {
  uint64_t end_ns = end_after(limit_ms);
  unsigned from = held, begun = 0, settled = 0;
  if (count > pool.size - held) count = pool.size - held;
  while (settled < count && !pool_is_over(&pool, end_ns)) {
    for (; begun < count && begun - settled < WINDOW; begun++) {
      struct client *client = &pool.clients[from + begun];
      client_come(client, pool.epoll, pool.port, now_ns());
      settled += count_if_settled(client);
    }
    settled += turn(end_ns, from);
  }
  held += begun;
  pool.tally.unanswered = begun - settled;
  tally_print(&pool.tally, held);
}

// Everybody says another message at once.
static void all(unsigned limit_ms) {
  uint64_t end_ns = end_after(limit_ms);
  unsigned settled = 0;
  for (unsigned at = 0; at < held; at++) {
    client_say(&pool.clients[at], now_ns());
    settled += count_if_settled(&pool.clients[at]);
  }
  while (settled < held && !pool_is_over(&pool, end_ns)) {
    settled += turn(end_ns, 0);
  }
  pool.tally.unanswered = held - settled;
  tally_print(&pool.tally, held);
}

// One after the other comes, is served and leaves, while the others stay.
static void next(unsigned count, unsigned limit_ms) {
  uint64_t end_ns = end_after(limit_ms);
  struct client *client = &pool.clients[held];
  for (unsigned at = 0; at < count && !pool_is_over(&pool, end_ns); at++) {
    client_come(client, pool.epoll, pool.port, now_ns());
    unsigned settled = count_if_settled(client);
    while (settled == 0 && !pool_is_over(&pool, end_ns)) {
      settled = turn(end_ns, held);
    }
    if (settled == 0) pool.tally.unanswered++;
    client_leave(client);
  }
  tally_print(&pool.tally, held);
}

void run_hold(int port, unsigned most) {
  char line[80], command[16];
  unsigned count, limit_ms;
  pool_make(&pool, port, most + 1);  // one more for next()
  pool.size = most;
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "%15s %u %u", command, &count, &limit_ms) != 3) return;
    if (strcmp(command, "more") == 0) more(count, limit_ms);
    if (strcmp(command, "all") == 0) all(limit_ms);
    if (strcmp(command, "next") == 0) next(count, limit_ms);
  }
}
