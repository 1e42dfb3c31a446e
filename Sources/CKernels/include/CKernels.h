// Plain C kernels under the tensor engine: parallel loops on the one OpenMP thread pool, vectorised
// element-wise work, and thin wrappers over oneDNN and OpenBLAS. No function here allocates memory in
// steady state, and none checks shapes: TensorCore does both.
#pragma once

#include "zoo_convolution.h"
#include "zoo_ctc.h"
#include "zoo_eigen.h"
#include "zoo_elementwise.h"
#include "zoo_gather.h"
#include "zoo_gemm.h"
#include "zoo_halves.h"
#include "zoo_loss.h"
#include "zoo_normalization.h"
#include "zoo_optimizer.h"
#include "zoo_parallel.h"
#include "zoo_pooling.h"
#include "zoo_recurrent.h"
#include "zoo_reduce.h"
#include "zoo_signals.h"
#include "zoo_sparse.h"
#include "zoo_window.h"
