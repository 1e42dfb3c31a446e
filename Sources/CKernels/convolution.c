#include "zoo_convolution.h"

#include <pthread.h>
#include <stdlib.h>

#include "onednn.h"
#include "winograd.h"

// The memory objects of one call: who calls at the same time gets others.
typedef struct call {
  dnnl_memory_t x, y, packed, plain, bias, scratchpad;
  struct call *next;
} call;

struct zoo_convolution {
  zoo_winograd *own;  // what does the work instead of all that follows, or NULL
  zoo_convolution_pass pass;
  int bias;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive, reorder;  // reorder: to the packed layout, or back from it for gradients
  dnnl_memory_desc_t x, y, packed, plain, bias_layout, scratchpad;
  size_t packed_count, scratchpad_count;
  call *idle;            // calls that are over, for the next ones
  pthread_mutex_t lock;  // guards `idle`
};

static dnnl_memory_t memory_of(const dnnl_memory_desc_t *description) {
  dnnl_memory_t memory = NULL;
  zoo_require(dnnl_memory_create(&memory, description, zoo_engine(), DNNL_MEMORY_NONE), "dnnl_memory_create");
  return memory;
}

static call *begin(zoo_convolution *c) {
  pthread_mutex_lock(&c->lock);
  call *found = c->idle;
  if (found) c->idle = found->next;
  pthread_mutex_unlock(&c->lock);
  if (found) return found;
  found = calloc(1, sizeof *found);
  if (!found) abort();
  found->x = memory_of(&c->x);
  found->y = memory_of(&c->y);
  found->packed = memory_of(&c->packed);
  found->plain = memory_of(&c->plain);
  if (c->bias) found->bias = memory_of(&c->bias_layout);
  found->scratchpad = memory_of(&c->scratchpad);
  return found;
}

static void end(zoo_convolution *c, call *over) {
  pthread_mutex_lock(&c->lock);
  over->next = c->idle;
  c->idle = over;
  pthread_mutex_unlock(&c->lock);
}

// Images are channels-last; weights are packed as oneDNN likes them.
typedef struct {
  dnnl_memory_desc_t x, y, weights, plain, bias;
} layouts;

static layouts describe(const zoo_convolution_shape *s) {
  layouts l = {0};
  dnnl_dims_t x = {s->n, s->c, s->h, s->w}, y = {s->n, s->oc, s->oh, s->ow}, bias = {s->oc};
  dnnl_memory_desc_init_by_tag(&l.x, 4, x, dnnl_f32, dnnl_nhwc);
  dnnl_memory_desc_init_by_tag(&l.y, 4, y, dnnl_f32, dnnl_nhwc);
  dnnl_memory_desc_init_by_tag(&l.bias, 1, bias, dnnl_f32, dnnl_a);
  if (s->groups > 1) {
    dnnl_dims_t w = {s->groups, s->oc / s->groups, s->c / s->groups, s->kh, s->kw};
    dnnl_memory_desc_init_by_tag(&l.weights, 5, w, dnnl_f32, dnnl_format_tag_any);
    dnnl_memory_desc_init_by_tag(&l.plain, 5, w, dnnl_f32, dnnl_goihw);
  } else {
    dnnl_dims_t w = {s->oc, s->c, s->kh, s->kw};
    dnnl_memory_desc_init_by_tag(&l.weights, 4, w, dnnl_f32, dnnl_format_tag_any);
    dnnl_memory_desc_init_by_tag(&l.plain, 4, w, dnnl_f32, dnnl_oihw);
  }
  return l;
}

// The padding after the last row and column that makes the output as large as the caller says.
static dnnl_dim_t padding_after(int in, int out, int kernel, int stride, int dilation, int before) {
  return (out - 1) * stride + (kernel - 1) * dilation + 1 - in - before;
}

static dnnl_primitive_desc_t describe_primitive(const zoo_convolution_shape *s, zoo_convolution_pass pass,
                                                const layouts *l) {
  dnnl_dims_t strides = {s->stride_h, s->stride_w};
  dnnl_dims_t dilations = {s->dilation_h - 1, s->dilation_w - 1};
  dnnl_dims_t before = {s->pad_h, s->pad_w};
  dnnl_dims_t after = {padding_after(s->h, s->oh, s->kh, s->stride_h, s->dilation_h, s->pad_h),
                       padding_after(s->w, s->ow, s->kw, s->stride_w, s->dilation_w, s->pad_w)};
  const dnnl_memory_desc_t *bias = s->bias ? &l->bias : NULL;
  dnnl_primitive_attr_t attributes;
  zoo_require(dnnl_primitive_attr_create(&attributes), "dnnl_primitive_attr_create");
  // Scratch memory is the caller's, so that two threads may run one primitive.
  zoo_require(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
              "dnnl_primitive_attr_set_scratchpad_mode");
  if (s->relu && pass <= ZOO_CONVOLVE_FORWARD) {
    dnnl_post_ops_t operations;
    zoo_require(dnnl_post_ops_create(&operations), "dnnl_post_ops_create");
    zoo_require(dnnl_post_ops_append_eltwise(operations, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f),
                "dnnl_post_ops_append_eltwise");
    zoo_require(dnnl_primitive_attr_set_post_ops(attributes, operations), "dnnl_primitive_attr_set_post_ops");
    dnnl_post_ops_destroy(operations);
  }
  dnnl_convolution_desc_t forward, wanted;
  dnnl_primitive_desc_t hint = NULL, description = NULL;
  dnnl_prop_kind_t kind =
      pass == ZOO_CONVOLVE_INFERENCE ? dnnl_forward_inference : dnnl_forward_training;
  dnnl_dilated_convolution_forward_desc_init(&forward, kind, dnnl_convolution_direct, &l->x, &l->weights,
                                             bias, &l->y, strides, dilations, before, after);
  if (pass <= ZOO_CONVOLVE_FORWARD) {
    dnnl_primitive_desc_create(&description, &forward, attributes, zoo_engine(), NULL);
  } else {
    dnnl_primitive_desc_create(&hint, &forward, NULL, zoo_engine(), NULL);
    if (pass == ZOO_CONVOLVE_BACKWARD_DATA)
      dnnl_dilated_convolution_backward_data_desc_init(&wanted, dnnl_convolution_direct, &l->x,
                                                       &l->weights, &l->y, strides, dilations, before,
                                                       after);
    else
      dnnl_dilated_convolution_backward_weights_desc_init(&wanted, dnnl_convolution_direct, &l->x,
                                                          &l->weights, bias, &l->y, strides, dilations,
                                                          before, after);
    dnnl_primitive_desc_create(&description, &wanted, attributes, zoo_engine(), hint);
    if (hint) dnnl_primitive_desc_destroy(hint);
  }
  dnnl_primitive_attr_destroy(attributes);
  return description;
}

static dnnl_primitive_t make_reorder(const dnnl_memory_desc_t *from, const dnnl_memory_desc_t *to) {
  dnnl_primitive_desc_t description = NULL;
  dnnl_primitive_t reorder = NULL;
  dnnl_reorder_primitive_desc_create(&description, from, zoo_engine(), to, zoo_engine(), NULL);
  if (!description) return NULL;
  dnnl_primitive_create(&reorder, description);
  dnnl_primitive_desc_destroy(description);
  return reorder;
}

static zoo_convolution *create(const zoo_convolution_shape *shape, zoo_convolution_pass pass) {
  layouts l = describe(shape);
  dnnl_primitive_desc_t description = describe_primitive(shape, pass, &l);
  if (!description) return NULL;
  zoo_convolution *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  int gradient = pass == ZOO_CONVOLVE_BACKWARD_WEIGHTS;
  const dnnl_memory_desc_t *packed = dnnl_primitive_desc_query_md(
      description, gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
  made->pass = pass;
  made->bias = shape->bias;
  made->description = description;
  made->packed_count = dnnl_memory_desc_get_size(packed) / sizeof(float);
  made->x = l.x;
  made->y = l.y;
  made->packed = *packed;
  made->plain = l.plain;
  made->bias_layout = l.bias;
  made->scratchpad = *dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
  // Whole cache lines, so that what follows in the caller's memory is aligned.
  made->scratchpad_count = (dnnl_memory_desc_get_size(&made->scratchpad) + 63) / 64 * 16;
  made->reorder = gradient ? make_reorder(packed, &l.plain) : make_reorder(&l.plain, packed);
  pthread_mutex_init(&made->lock, NULL);
  int complete = made->reorder && dnnl_primitive_create(&made->primitive, description) == dnnl_success;
  if (complete) return made;
  zoo_convolution_destroy(made);
  return NULL;
}

static zoo_convolution *create_own(const zoo_convolution_shape *shape, zoo_convolution_pass pass) {
  zoo_convolution *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  made->own = zoo_winograd_create(shape, pass);
  if (made->own) return made;
  free(made);
  return NULL;
}

zoo_convolution *zoo_convolution_create(const zoo_convolution_shape *shape, zoo_convolution_pass pass) {
  return zoo_winograd_suits(shape) ? create_own(shape, pass) : create(shape, pass);
}

void zoo_convolution_destroy(zoo_convolution *c) {
  if (c->own) {
    zoo_winograd_destroy(c->own);
    free(c);
    return;
  }
  while (c->idle) {
    call *over = c->idle;
    c->idle = over->next;
    dnnl_memory_t memories[] = {over->x, over->y, over->packed, over->plain, over->bias, over->scratchpad};
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
      if (memories[i]) dnnl_memory_destroy(memories[i]);
    free(over);
  }
  if (c->primitive) dnnl_primitive_destroy(c->primitive);
  if (c->reorder) dnnl_primitive_destroy(c->reorder);
  dnnl_primitive_desc_destroy(c->description);
  pthread_mutex_destroy(&c->lock);
  free(c);
}

const char *zoo_convolution_implementation(const zoo_convolution *c) {
  if (c->own) return "winograd";
  const char *name = NULL;
  dnnl_primitive_desc_query(c->description, dnnl_query_impl_info_str, 0, &name);
  return name ? name : "unknown";
}

size_t zoo_convolution_packed_count(const zoo_convolution *c) {
  return c->own ? zoo_winograd_packed_count(c->own) : c->packed_count;
}

static void execute(dnnl_primitive_t primitive, int count, const dnnl_exec_arg_t *arguments) {
  zoo_require(dnnl_primitive_execute(primitive, zoo_stream(), count, arguments), "dnnl_primitive_execute");
}

static dnnl_memory_t bound(dnnl_memory_t memory, const float *data) {
  zoo_require(dnnl_memory_set_data_handle(memory, (void *)data), "dnnl_memory_set_data_handle");
  return memory;
}

static void reorder(dnnl_primitive_t primitive, dnnl_memory_t from, dnnl_memory_t to) {
  execute(primitive, 2, (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

size_t zoo_convolution_scratch_count(const zoo_convolution *c) {
  if (c->own) return zoo_winograd_scratch_count(c->own);
  return c->scratchpad_count + (c->pass == ZOO_CONVOLVE_BACKWARD_WEIGHTS ? c->packed_count : 0);
}

void zoo_convolution_pack(zoo_convolution *c, const float *weights, float *packed) {
  if (c->own) {
    zoo_winograd_pack(c->own, weights, packed);
    return;
  }
  call *m = begin(c);
  reorder(c->reorder, bound(m->plain, weights), bound(m->packed, packed));
  end(c, m);
}

void zoo_convolution_forward(zoo_convolution *c, const float *x, const float *packed, const float *bias,
                             float *scratch, float *y) {
  if (c->own) {
    zoo_winograd_convolve(c->own, x, packed, bias, scratch, y);
    return;
  }
  call *m = begin(c);
  execute(c->primitive, 4 + c->bias,
          (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, bound(m->x, x)},
                              {DNNL_ARG_WEIGHTS, bound(m->packed, packed)},
                              {DNNL_ARG_DST, bound(m->y, y)},
                              {DNNL_ARG_SCRATCHPAD, bound(m->scratchpad, scratch)},
                              {DNNL_ARG_BIAS, c->bias ? bound(m->bias, bias) : NULL}});
  end(c, m);
}

void zoo_convolution_backward_data(zoo_convolution *c, const float *dy, const float *packed,
                                   float *scratch, float *dx) {
  if (c->own) {
    zoo_winograd_convolve(c->own, dy, packed, NULL, scratch, dx);
    return;
  }
  call *m = begin(c);
  execute(c->primitive, 4,
          (dnnl_exec_arg_t[]){{DNNL_ARG_DIFF_DST, bound(m->y, dy)},
                              {DNNL_ARG_WEIGHTS, bound(m->packed, packed)},
                              {DNNL_ARG_DIFF_SRC, bound(m->x, dx)},
                              {DNNL_ARG_SCRATCHPAD, bound(m->scratchpad, scratch)}});
  end(c, m);
}

void zoo_convolution_backward_weights(zoo_convolution *c, const float *x, const float *dy, float *scratch,
                                      float *dw, float *dbias) {
  if (c->own) {
    zoo_winograd_backward_weights(c->own, x, dy, scratch, dw, dbias);
    return;
  }
  call *m = begin(c);
  execute(c->primitive, 4 + c->bias,
          (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, bound(m->x, x)},
                              {DNNL_ARG_DIFF_DST, bound(m->y, dy)},
                              {DNNL_ARG_DIFF_WEIGHTS, bound(m->packed, scratch + c->scratchpad_count)},
                              {DNNL_ARG_SCRATCHPAD, bound(m->scratchpad, scratch)},
                              {DNNL_ARG_DIFF_BIAS, c->bias ? bound(m->bias, dbias) : NULL}});
  reorder(c->reorder, m->packed, bound(m->plain, dw));
  end(c, m);
}
