// Intel's decimal floating-point library. The archive libbidgcc000 takes values, rounding mode and
// flags as arguments. The declarations stand here because the package's own header drags in a C++
// configuration and thousands of functions; the shims leave out the flags, which nobody reads:
// an infinity or a NaN in the result says the same.
#pragma once
#include <stdint.h>

/// A decimal128 in binary integer encoding. The library's type is aligned to 16 bytes.
typedef struct __attribute__((aligned(16))) {
  uint64_t low;
  uint64_t high;
} BID128;

BID128 __bid128_add(BID128 x, BID128 y, unsigned int rounding, unsigned int *flags);
BID128 __bid128_sub(BID128 x, BID128 y, unsigned int rounding, unsigned int *flags);
BID128 __bid128_mul(BID128 x, BID128 y, unsigned int rounding, unsigned int *flags);
BID128 __bid128_div(BID128 x, BID128 y, unsigned int rounding, unsigned int *flags);
BID128 __bid128_fmod(BID128 x, BID128 y, unsigned int *flags);
BID128 __bid128_sqrt(BID128 x, unsigned int rounding, unsigned int *flags);
BID128 __bid128_exp(BID128 x, unsigned int rounding, unsigned int *flags);
BID128 __bid128_log(BID128 x, unsigned int rounding, unsigned int *flags);
BID128 __bid128_pow(BID128 x, BID128 y, unsigned int rounding, unsigned int *flags);
int __bid128_quiet_equal(BID128 x, BID128 y, unsigned int *flags);
int __bid128_quiet_less(BID128 x, BID128 y, unsigned int *flags);
double __bid128_to_binary64(BID128 x, unsigned int rounding, unsigned int *flags);

// Rounding mode 0 is "to nearest, ties to even", the only one FEEL's operators use.

static inline BID128 bid128_add(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_add(x, y, 0, &flags);
}

static inline BID128 bid128_subtract(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_sub(x, y, 0, &flags);
}

static inline BID128 bid128_multiply(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_mul(x, y, 0, &flags);
}

static inline BID128 bid128_divide(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_div(x, y, 0, &flags);
}

static inline BID128 bid128_remainder(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_fmod(x, y, &flags);
}

static inline BID128 bid128_square_root(BID128 x) {
  unsigned int flags = 0;
  return __bid128_sqrt(x, 0, &flags);
}

static inline BID128 bid128_exponential(BID128 x) {
  unsigned int flags = 0;
  return __bid128_exp(x, 0, &flags);
}

static inline BID128 bid128_logarithm(BID128 x) {
  unsigned int flags = 0;
  return __bid128_log(x, 0, &flags);
}

static inline BID128 bid128_power(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_pow(x, y, 0, &flags);
}

static inline int bid128_equal(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_quiet_equal(x, y, &flags);
}

static inline int bid128_less(BID128 x, BID128 y) {
  unsigned int flags = 0;
  return __bid128_quiet_less(x, y, &flags);
}

static inline double bid128_double(BID128 x) {
  unsigned int flags = 0;
  return __bid128_to_binary64(x, 0, &flags);
}
