#include "zoo_convolution.h"

#include <pthread.h>
#include <stdlib.h>

#include "cpu.h"
#include "onednn.h"
#include "winograd.h"

// Images as the caller has them (channels-last) and as the primitive wants them. Where these differ (Winograd
// works on blocks of 16 channels), `reorder` leads from the one to the other, in the direction of the data.
typedef struct {
  dnnl_memory_t given, wanted;
  dnnl_primitive_t reorder;  // NULL where both are the same
  size_t scratch_count;      // floats in the wanted layout, 0 where no copy is made
} image;

struct zoo_convolution {
  zoo_winograd *own;  // what does the work instead of all that follows, or NULL
  zoo_convolution_pass pass;
  int bias;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive, reorder;  // reorder: to the packed layout, or back from it for gradients
  dnnl_memory_t packed, plain, bias_memory;
  image x, y;
  size_t packed_count;
  pthread_mutex_t lock;  // the memory objects above are shared by all callers
};

static dnnl_memory_t memory_of(const dnnl_memory_desc_t *description) {
  dnnl_memory_t memory = NULL;
  if (description) dnnl_memory_create(&memory, description, zoo_engine(), DNNL_MEMORY_NONE);
  return memory;
}

typedef struct {
  dnnl_alg_kind_t algorithm;
  dnnl_memory_desc_t x, y, nhwc_x, nhwc_y, weights, plain, bias;
} layouts;

// Winograd's F(4x4, 3x3) does 3x3 convolutions with a quarter of the multiplications (Lavin & Gray 2016,
// arXiv:1509.09308). It pays where there is enough to do to make up for the transforms.
static int suits_winograd(const zoo_convolution_shape *s) {
  return s->kh == 3 && s->kw == 3 && s->stride_h == 1 && s->stride_w == 1 && s->dilation_h == 1 &&
         s->dilation_w == 1 && s->groups == 1 && s->c % 16 == 0 && s->oc % 16 == 0 && s->c >= 32 &&
         s->oc >= 32 && s->oh % 4 == 0 && s->ow % 4 == 0 && s->n * s->oh * s->ow >= 1024;
}

static layouts describe(const zoo_convolution_shape *s, int winograd) {
  layouts l = {0};
  l.algorithm = winograd ? dnnl_convolution_winograd : dnnl_convolution_direct;
  dnnl_dims_t x = {s->n, s->c, s->h, s->w}, y = {s->n, s->oc, s->oh, s->ow}, bias = {s->oc};
  dnnl_memory_desc_init_by_tag(&l.nhwc_x, 4, x, dnnl_f32, dnnl_nhwc);
  dnnl_memory_desc_init_by_tag(&l.nhwc_y, 4, y, dnnl_f32, dnnl_nhwc);
  l.x = l.nhwc_x;
  l.y = l.nhwc_y;
  if (winograd) {
    dnnl_memory_desc_init_by_tag(&l.x, 4, x, dnnl_f32, dnnl_format_tag_any);
    dnnl_memory_desc_init_by_tag(&l.y, 4, y, dnnl_f32, dnnl_format_tag_any);
  }
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
  dnnl_primitive_attr_create(&attributes);
  if (s->relu && pass <= ZOO_CONVOLVE_FORWARD) {
    dnnl_post_ops_t operations;
    dnnl_post_ops_create(&operations);
    dnnl_post_ops_append_eltwise(operations, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
    dnnl_primitive_attr_set_post_ops(attributes, operations);
    dnnl_post_ops_destroy(operations);
  }
  dnnl_convolution_desc_t forward, wanted;
  dnnl_primitive_desc_t hint = NULL, description = NULL;
  dnnl_prop_kind_t kind =
      pass == ZOO_CONVOLVE_INFERENCE ? dnnl_forward_inference : dnnl_forward_training;
  dnnl_dilated_convolution_forward_desc_init(&forward, kind, l->algorithm, &l->x, &l->weights,
                                             bias, &l->y, strides, dilations, before, after);
  if (pass <= ZOO_CONVOLVE_FORWARD) {
    dnnl_primitive_desc_create(&description, &forward, attributes, zoo_engine(), NULL);
  } else {
    dnnl_primitive_desc_create(&hint, &forward, NULL, zoo_engine(), NULL);
    if (pass == ZOO_CONVOLVE_BACKWARD_DATA)
      dnnl_dilated_convolution_backward_data_desc_init(&wanted, l->algorithm, &l->x,
                                                       &l->weights, &l->y, strides, dilations, before,
                                                       after);
    else
      dnnl_dilated_convolution_backward_weights_desc_init(&wanted, l->algorithm, &l->x,
                                                          &l->weights, bias, &l->y, strides, dilations,
                                                          before, after);
    dnnl_primitive_desc_create(&description, &wanted, NULL, zoo_engine(), hint);
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

// `to_wanted`: whether the caller's data is read (else written).
static int make_image(image *made, dnnl_primitive_desc_t description, dnnl_query_t query,
                      const dnnl_memory_desc_t *given, int to_wanted) {
  const dnnl_memory_desc_t *wanted = dnnl_primitive_desc_query_md(description, query, 0);
  made->given = memory_of(given);
  if (dnnl_memory_desc_equal(given, wanted)) return 1;
  made->wanted = memory_of(wanted);
  made->scratch_count = dnnl_memory_desc_get_size(wanted) / sizeof(float);
  made->reorder = to_wanted ? make_reorder(given, wanted) : make_reorder(wanted, given);
  return made->reorder != NULL;
}

static zoo_convolution *create(const zoo_convolution_shape *shape, zoo_convolution_pass pass,
                               int winograd) {
  layouts l = describe(shape, winograd);
  dnnl_primitive_desc_t description = describe_primitive(shape, pass, &l);
  if (!description) return NULL;
  zoo_convolution *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  int gradient = pass == ZOO_CONVOLVE_BACKWARD_WEIGHTS, data = pass == ZOO_CONVOLVE_BACKWARD_DATA;
  const dnnl_memory_desc_t *packed = dnnl_primitive_desc_query_md(
      description, gradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
  made->pass = pass;
  made->bias = shape->bias;
  made->description = description;
  made->packed_count = dnnl_memory_desc_get_size(packed) / sizeof(float);
  made->packed = memory_of(packed);
  made->plain = memory_of(&l.plain);
  made->bias_memory = shape->bias ? memory_of(&l.bias) : NULL;
  made->reorder = gradient ? make_reorder(packed, &l.plain) : make_reorder(&l.plain, packed);
  pthread_mutex_init(&made->lock, NULL);
  int complete =
      make_image(&made->x, description, data ? dnnl_query_diff_src_md : dnnl_query_src_md, &l.nhwc_x,
                 !data) &&
      make_image(&made->y, description,
                 pass <= ZOO_CONVOLVE_FORWARD ? dnnl_query_dst_md : dnnl_query_diff_dst_md, &l.nhwc_y,
                 pass > ZOO_CONVOLVE_FORWARD) &&
      made->reorder && dnnl_primitive_create(&made->primitive, description) == dnnl_success;
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
  // oneDNN 2.6 has Winograd's convolution for AVX-512 only.
  if (!has_avx512() && zoo_winograd_suits(shape)) return create_own(shape, pass);
  zoo_convolution *made = suits_winograd(shape) ? create(shape, pass, 1) : NULL;
  return made ? made : create(shape, pass, 0);
}

void zoo_convolution_destroy(zoo_convolution *c) {
  if (c->own) {
    zoo_winograd_destroy(c->own);
    free(c);
    return;
  }
  dnnl_memory_t memories[] = {c->x.given, c->x.wanted, c->y.given,    c->y.wanted,
                              c->packed,  c->plain,    c->bias_memory};
  for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
    if (memories[i]) dnnl_memory_destroy(memories[i]);
  dnnl_primitive_t primitives[] = {c->primitive, c->reorder, c->x.reorder, c->y.reorder};
  for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
    if (primitives[i]) dnnl_primitive_destroy(primitives[i]);
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

static void bind(dnnl_memory_t memory, const float *data) {
  dnnl_memory_set_data_handle(memory, (void *)data);
}

static void execute(dnnl_primitive_t primitive, int count, const dnnl_exec_arg_t *arguments) {
  dnnl_primitive_execute(primitive, zoo_stream(), count, arguments);
}

static void reorder(dnnl_primitive_t primitive, dnnl_memory_t from, dnnl_memory_t to) {
  execute(primitive, 2, (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

// The memory that the primitive reads: the caller's, or a copy of it in `scratch`.
static dnnl_memory_t readable(image *i, const float *data, float *scratch) {
  bind(i->given, data);
  if (!i->reorder) return i->given;
  bind(i->wanted, scratch);
  reorder(i->reorder, i->given, i->wanted);
  return i->wanted;
}

// The memory that the primitive writes: the caller's, or `scratch`, from where `finish` copies it.
static dnnl_memory_t writable(image *i, float *data, float *scratch) {
  bind(i->given, data);
  if (!i->reorder) return i->given;
  bind(i->wanted, scratch);
  return i->wanted;
}
static void finish(image *i) {
  if (i->reorder) reorder(i->reorder, i->wanted, i->given);
}

// Where each copy starts within the scratch memory: x, then y, then packed gradients.
static float *y_scratch(const zoo_convolution *c, float *scratch) { return scratch + c->x.scratch_count; }
static float *packed_scratch(const zoo_convolution *c, float *scratch) {
  return scratch + c->x.scratch_count + c->y.scratch_count;
}

size_t zoo_convolution_scratch_count(const zoo_convolution *c) {
  if (c->own) return zoo_winograd_scratch_count(c->own);
  size_t packed = c->pass == ZOO_CONVOLVE_BACKWARD_WEIGHTS ? c->packed_count : 0;
  return c->x.scratch_count + c->y.scratch_count + packed;
}

void zoo_convolution_pack(zoo_convolution *c, const float *weights, float *packed) {
  if (c->own) {
    zoo_winograd_pack(c->own, weights, packed);
    return;
  }
  pthread_mutex_lock(&c->lock);
  bind(c->plain, weights);
  bind(c->packed, packed);
  reorder(c->reorder, c->plain, c->packed);
  pthread_mutex_unlock(&c->lock);
}

void zoo_convolution_forward(zoo_convolution *c, const float *x, const float *packed, const float *bias,
                             float *scratch, float *y) {
  if (c->own) {
    zoo_winograd_convolve(c->own, x, packed, bias, scratch, y);
    return;
  }
  pthread_mutex_lock(&c->lock);
  bind(c->packed, packed);
  if (c->bias) bind(c->bias_memory, bias);
  execute(c->primitive, 3 + c->bias,
          (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, readable(&c->x, x, scratch)},
                              {DNNL_ARG_WEIGHTS, c->packed},
                              {DNNL_ARG_DST, writable(&c->y, y, y_scratch(c, scratch))},
                              {DNNL_ARG_BIAS, c->bias_memory}});
  finish(&c->y);
  pthread_mutex_unlock(&c->lock);
}

void zoo_convolution_backward_data(zoo_convolution *c, const float *dy, const float *packed,
                                   float *scratch, float *dx) {
  if (c->own) {
    zoo_winograd_convolve(c->own, dy, packed, NULL, scratch, dx);
    return;
  }
  pthread_mutex_lock(&c->lock);
  bind(c->packed, packed);
  execute(c->primitive, 3,
          (dnnl_exec_arg_t[]){{DNNL_ARG_DIFF_DST, readable(&c->y, dy, y_scratch(c, scratch))},
                              {DNNL_ARG_WEIGHTS, c->packed},
                              {DNNL_ARG_DIFF_SRC, writable(&c->x, dx, scratch)}});
  finish(&c->x);
  pthread_mutex_unlock(&c->lock);
}

void zoo_convolution_backward_weights(zoo_convolution *c, const float *x, const float *dy, float *scratch,
                                      float *dw, float *dbias) {
  if (c->own) {
    zoo_winograd_backward_weights(c->own, x, dy, scratch, dw, dbias);
    return;
  }
  pthread_mutex_lock(&c->lock);
  bind(c->packed, packed_scratch(c, scratch));
  bind(c->plain, dw);
  if (c->bias) bind(c->bias_memory, dbias);
  execute(c->primitive, 3 + c->bias,
          (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, readable(&c->x, x, scratch)},
                              {DNNL_ARG_DIFF_DST, readable(&c->y, dy, y_scratch(c, scratch))},
                              {DNNL_ARG_DIFF_WEIGHTS, c->packed},
                              {DNNL_ARG_DIFF_BIAS, c->bias_memory}});
  reorder(c->reorder, c->packed, c->plain);
  pthread_mutex_unlock(&c->lock);
}
