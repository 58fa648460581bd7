// The ways in which clients come.
#ifndef MODES_H
#define MODES_H

#include "pool.h"

// Each client that is served makes room for the next.
void run_closed(int port, unsigned at_once, unsigned for_ms, unsigned drain_ms);
// Clients come at fixed times, whatever becomes of those before them.
void run_open(int port, unsigned per_second, unsigned for_ms,
              unsigned drain_ms);
// Clients stay; what they do next is told by stdin, a line each.
void run_hold(int port, unsigned most);

#endif
