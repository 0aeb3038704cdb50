// What the allocator of glibc can be asked for beyond the standard.
#pragma once
#include <malloc.h>
