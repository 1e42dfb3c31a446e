#pragma once
#include <stddef.h>
#include <stdint.h>

/// One time step of a recurrent layer over n rows of h units. Gates stand as PyTorch orders them: i, f, g, o
/// (LSTM) and r, z, n (GRU). `lengths` (or NULL) are the rows' lengths: a row that has ended (step >=
/// length) keeps its state, and its gates receive no gradient.
typedef struct {
  size_t n, h;
  const int32_t *lengths;
  int32_t step;
} zoo_recurrent_step;

/// gates [n, 4h]: W x + U h in, activations of that plus `bias` [4h] out. c and h_out may not be c_previous
/// and h_previous.
void zoo_lstm_forward(const zoo_recurrent_step *step, const float *bias, float *gates,
                      const float *h_previous, const float *c_previous, float *h_out, float *c);
/// dh, and dc in place to the previous step's; `gates` activations in, pre-activation gradients out
/// (dgates). carry [n, h]: what of dh reaches the previous state past the gates.
void zoo_lstm_backward(const zoo_recurrent_step *step, const float *gates, const float *c_previous,
                       const float *c, const float *dh, float *dc, float *dgates, float *carry);

/// input [n, 3h]: W x in, activations out; hidden [n, 3h]: U h, kept for the backward pass. The biases
/// [3h] of both are added here.
void zoo_gru_forward(const zoo_recurrent_step *step, const float *bias, const float *hidden_bias,
                     float *input, const float *hidden, const float *h_previous, float *h_out);
void zoo_gru_backward(const zoo_recurrent_step *step, const float *hidden_bias, const float *gates,
                      const float *hidden, const float *h_previous, const float *dh, float *dinput,
                      float *dhidden, float *carry);

/// h = tanh(input + bias) or relu(input + bias); input [n, h] holds W x + U h.
void zoo_rnn_forward(const zoo_recurrent_step *step, int relu, const float *bias, const float *input,
                     const float *h_previous, float *h_out);
void zoo_rnn_backward(const zoo_recurrent_step *step, int relu, const float *h_out, const float *dh,
                      float *dinput, float *carry);
