// Intel's decimal floating-point library. The archive libbidgcc000 takes values, rounding mode and
// flags as arguments.
#pragma once
#include <stdint.h>
