#pragma once

/// Eigenvalues, ascending, and eigenvectors of a symmetric matrix [n, n], whose rows the vectors replace; n is at most 1,024.
/// Not zero where the iteration does not converge.
int zoo_symmetric_eigen(int n, float *a, float *values);
