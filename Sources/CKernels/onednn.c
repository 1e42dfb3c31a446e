#include "onednn.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static pthread_key_t stream_key;

void zoo_require(dnnl_status_t status, const char *call) {
  if (status == dnnl_success) return;
  fprintf(stderr, "oneDNN: %s failed (%s)\n", call,
          status == dnnl_out_of_memory ? "out of memory" : "internal error");
  abort();
}

static void destroy_stream(void *stream) { dnnl_stream_destroy(stream); }

static void start(void) {
  zoo_require(dnnl_engine_create(&engine, dnnl_cpu, 0), "dnnl_engine_create");
  if (pthread_key_create(&stream_key, destroy_stream) != 0) abort();
}

dnnl_engine_t zoo_engine(void) {
  pthread_once(&once, start);
  return engine;
}

dnnl_stream_t zoo_stream(void) {
  pthread_once(&once, start);
  dnnl_stream_t stream = pthread_getspecific(stream_key);
  if (stream) return stream;
  zoo_require(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags), "dnnl_stream_create");
  pthread_setspecific(stream_key, stream);
  return stream;
}
