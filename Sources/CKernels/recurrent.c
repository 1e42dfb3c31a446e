#include "zoo_recurrent.h"

#include "vectorize.h"
#include "zoo_parallel.h"

#define CELL_GRAIN 2048  // units: a cell is some 50 times the work of an addition

typedef struct {
  const zoo_recurrent_step *step;
  int relu;
  const float *bias, *hidden_bias, *gates, *hidden, *h_previous, *c_previous, *c, *dh;
  float *gates_out, *h_out, *c_out, *dc, *dgates, *dhidden, *carry;
} cell_job;

ZOO_INLINE int ended(const zoo_recurrent_step *s, size_t row) {
  return s->lengths && s->step >= s->lengths[row];
}

static void run(const cell_job *job, zoo_range_body body) {
  zoo_parallel_for(job->step->n, 1 + CELL_GRAIN / (job->step->h + 1), body, (void *)job);
}

ZOO_CLONES void zoo_lstm_forward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    float *restrict gates = job->gates_out + row * 4 * h;
    const float *restrict c0 = job->c_previous + row * h, *restrict h0 = job->h_previous + row * h;
    float *restrict c = job->c_out + row * h, *restrict y = job->h_out + row * h;
    if (ended(job->step, row)) {
      memcpy(c, c0, h * sizeof *c);
      memcpy(y, h0, h * sizeof *y);
      continue;
    }
    const float *restrict b = job->bias;
    for (size_t k = 0; k < h; k++) {
      float i = zoo_sigmoid(gates[k] + b[k]), f = zoo_sigmoid(gates[h + k] + b[h + k]);
      float g = zoo_tanh(gates[2 * h + k] + b[2 * h + k]);
      float o = zoo_sigmoid(gates[3 * h + k] + b[3 * h + k]);
      gates[k] = i, gates[h + k] = f, gates[2 * h + k] = g, gates[3 * h + k] = o;
      c[k] = f * c0[k] + i * g;
      y[k] = o * zoo_tanh(c[k]);
    }
  }
}

void zoo_lstm_forward(const zoo_recurrent_step *step, const float *bias, float *gates,
                      const float *h_previous, const float *c_previous, float *h_out, float *c) {
  cell_job job = {.step = step, .bias = bias, .gates_out = gates, .h_previous = h_previous, .c_previous = c_previous,
                  .h_out = h_out, .c_out = c};
  run(&job, zoo_lstm_forward_rows);
}

// A row that has ended hands its gradient through and gives its gates none.
ZOO_INLINE int pass_through(const cell_job *job, size_t row, size_t gate_count) {
  const size_t h = job->step->h;
  if (ended(job->step, row)) {
    memset(job->dgates + row * gate_count * h, 0, gate_count * h * sizeof *job->dgates);
    memcpy(job->carry + row * h, job->dh + row * h, h * sizeof *job->carry);
    return 1;
  }
  return 0;
}

ZOO_CLONES void zoo_lstm_backward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    if (pass_through(job, row, 4)) continue;
    const float *restrict gates = job->gates + row * 4 * h;
    const float *restrict c0 = job->c_previous + row * h, *restrict c = job->c + row * h;
    const float *restrict dh = job->dh + row * h;
    float *restrict dc = job->dc + row * h, *restrict out = job->dgates + row * 4 * h;
    memset(job->carry + row * h, 0, h * sizeof *job->carry);
    for (size_t k = 0; k < h; k++) {
      float i = gates[k], f = gates[h + k], g = gates[2 * h + k], o = gates[3 * h + k];
      float t = zoo_tanh(c[k]);
      float d = dc[k] + dh[k] * o * (1 - t * t);
      out[k] = d * g * i * (1 - i);
      out[h + k] = d * c0[k] * f * (1 - f);
      out[2 * h + k] = d * i * (1 - g * g);
      out[3 * h + k] = dh[k] * t * o * (1 - o);
      dc[k] = d * f;
    }
  }
}

void zoo_lstm_backward(const zoo_recurrent_step *step, const float *gates, const float *c_previous,
                       const float *c, const float *dh, float *dc, float *dgates, float *carry) {
  cell_job job = {.step = step, .gates = gates, .c_previous = c_previous, .c = c, .dh = dh, .dc = dc,
                  .dgates = dgates, .carry = carry};
  run(&job, zoo_lstm_backward_rows);
}

ZOO_CLONES void zoo_gru_forward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    float *restrict input = job->gates_out + row * 3 * h;
    const float *restrict hidden = job->hidden + row * 3 * h;
    const float *restrict h0 = job->h_previous + row * h;
    float *restrict y = job->h_out + row * h;
    if (ended(job->step, row)) {
      memcpy(y, h0, h * sizeof *y);
      continue;
    }
    const float *restrict b = job->bias, *restrict u = job->hidden_bias;
    for (size_t k = 0; k < h; k++) {
      float r = zoo_sigmoid(input[k] + b[k] + hidden[k] + u[k]);
      float z = zoo_sigmoid(input[h + k] + b[h + k] + hidden[h + k] + u[h + k]);
      float n = zoo_tanh(input[2 * h + k] + b[2 * h + k] + r * (hidden[2 * h + k] + u[2 * h + k]));
      input[k] = r, input[h + k] = z, input[2 * h + k] = n;
      y[k] = n + z * (h0[k] - n);
    }
  }
}

void zoo_gru_forward(const zoo_recurrent_step *step, const float *bias, const float *hidden_bias,
                     float *input, const float *hidden, const float *h_previous, float *h_out) {
  cell_job job = {.step = step, .bias = bias, .hidden_bias = hidden_bias, .gates_out = input, .hidden = hidden, .h_previous = h_previous,
                  .h_out = h_out};
  run(&job, zoo_gru_forward_rows);
}

ZOO_CLONES void zoo_gru_backward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    float *restrict hidden_out = job->dhidden + row * 3 * h;
    if (pass_through(job, row, 3)) {
      memset(hidden_out, 0, 3 * h * sizeof *hidden_out);
      continue;
    }
    const float *restrict gates = job->gates + row * 3 * h, *restrict hidden = job->hidden + row * 3 * h;
    const float *restrict h0 = job->h_previous + row * h, *restrict dh = job->dh + row * h;
    const float *restrict u = job->hidden_bias;
    float *restrict out = job->dgates + row * 3 * h, *restrict carry = job->carry + row * h;
    for (size_t k = 0; k < h; k++) {
      float r = gates[k], z = gates[h + k], n = gates[2 * h + k];
      float dn = dh[k] * (1 - z) * (1 - n * n);
      float dz = dh[k] * (h0[k] - n) * z * (1 - z);
      float dr = dn * (hidden[2 * h + k] + u[2 * h + k]) * r * (1 - r);
      out[k] = dr, out[h + k] = dz, out[2 * h + k] = dn;
      hidden_out[k] = dr, hidden_out[h + k] = dz, hidden_out[2 * h + k] = dn * r;
      carry[k] = dh[k] * z;
    }
  }
}

void zoo_gru_backward(const zoo_recurrent_step *step, const float *hidden_bias, const float *gates,
                      const float *hidden, const float *h_previous, const float *dh, float *dinput,
                      float *dhidden, float *carry) {
  cell_job job = {.step = step, .hidden_bias = hidden_bias, .gates = gates, .hidden = hidden, .h_previous = h_previous, .dh = dh,
                  .dgates = dinput, .dhidden = dhidden, .carry = carry};
  run(&job, zoo_gru_backward_rows);
}

ZOO_CLONES void zoo_rnn_forward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    const float *restrict x = job->gates + row * h;
    float *restrict y = job->h_out + row * h;
    if (ended(job->step, row)) {
      memcpy(y, job->h_previous + row * h, h * sizeof *y);
    } else if (job->relu) {
      for (size_t k = 0; k < h; k++) y[k] = x[k] + job->bias[k] < 0 ? 0 : x[k] + job->bias[k];
    } else {
      for (size_t k = 0; k < h; k++) y[k] = zoo_tanh(x[k] + job->bias[k]);
    }
  }
}

void zoo_rnn_forward(const zoo_recurrent_step *step, int relu, const float *bias, const float *input,
                     const float *h_previous, float *h_out) {
  cell_job job = {.step = step, .bias = bias, .relu = relu, .gates = input, .h_previous = h_previous, .h_out = h_out};
  run(&job, zoo_rnn_forward_rows);
}

ZOO_CLONES void zoo_rnn_backward_rows(void *context, size_t begin, size_t end) {
  const cell_job *job = context;
  const size_t h = job->step->h;
  for (size_t row = begin; row < end; row++) {
    if (pass_through(job, row, 1)) continue;
    const float *restrict y = job->h_previous + row * h, *restrict dh = job->dh + row * h;
    float *restrict out = job->dgates + row * h;
    memset(job->carry + row * h, 0, h * sizeof *job->carry);
    for (size_t k = 0; k < h; k++)
      out[k] = dh[k] * (job->relu ? (y[k] > 0 ? 1.0f : 0.0f) : 1 - y[k] * y[k]);
  }
}

void zoo_rnn_backward(const zoo_recurrent_step *step, int relu, const float *h_out, const float *dh,
                      float *dinput, float *carry) {
  cell_job job = {.step = step, .relu = relu, .h_previous = h_out, .dh = dh, .dgates = dinput,
                  .carry = carry};
  run(&job, zoo_rnn_backward_rows);
}
