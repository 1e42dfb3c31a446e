#include "zoo_signals.h"

#include <signal.h>
#include <stdlib.h>

#define STACK_SIZE (256 * 1024)

// A stack for the handlers of the calling thread, which it keeps to its end.
static void take_signal_stack(void) {
  stack_t current;
  if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
  stack_t own = {.ss_sp = malloc(STACK_SIZE), .ss_size = STACK_SIZE};
  if (own.ss_sp && sigaltstack(&own, NULL) != 0) free(own.ss_sp);
}

void zoo_handle_signal(int number, void (*handler)(int)) {
  take_signal_stack();
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}
