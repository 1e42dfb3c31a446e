#pragma once
#include <stddef.h>
#include <stdint.h>

/// Connectionist temporal classification of logits [samples, steps, classes].
typedef struct {
  size_t samples, steps, classes;
  const int32_t *lengths;  // [samples]: the steps that count
  const int32_t *labels;   // the targets of all samples, one after another
  const size_t *starts;    // [samples + 1]: where each target begins in `labels`
  int32_t blank;           // the class that stands for no label
} zoo_ctc_shape;

/// losses[i] = -log p(target i | logits i), infinity where no alignment exists. A target of L labels has 2 L + 1
/// states; of all samples' states together there are `states`. `alphas` [steps * states] and `log_sum_exp`
/// [samples, steps] are kept for the backward pass; `scratch` has 4 * states + 4 * samples floats.
void zoo_ctc_forward(const zoo_ctc_shape *shape, const float *logits, float *alphas, float *log_sum_exp,
                     float *scratch, float *losses);

/// dx[i] = sample_scale[i] * d losses[i] / d logits, zero where the loss is infinite.
void zoo_ctc_backward(const zoo_ctc_shape *shape, const float *logits, const float *alphas,
                      const float *log_sum_exp, const float *losses, const float *sample_scale, float *scratch,
                      float *dx);
