#include "onednn.h"

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static dnnl_stream_t stream;

static void start(void) {
  dnnl_engine_create(&engine, dnnl_cpu, 0);
  dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
}

dnnl_engine_t zoo_engine(void) {
  pthread_once(&once, start);
  return engine;
}

dnnl_stream_t zoo_stream(void) {
  pthread_once(&once, start);
  return stream;
}
