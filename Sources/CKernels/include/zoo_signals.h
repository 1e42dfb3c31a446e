// Signals that programs handle while they compute.
#ifndef ZOO_SIGNALS_H
#define ZOO_SIGNALS_H

// Has `handler` called for a signal, on a stack of its own: oneDNN's generated code for matrix products moves the
// stack pointer into a small buffer of the heap, and a handler that ran there would overwrite what lies below it.
// Call it on the thread that computes; the workers of CProcessTuning take no signals.
void zoo_handle_signal(int number, void (*handler)(int));

#endif
