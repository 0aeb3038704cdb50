// libsodium: SHA-256 and random bytes.
#include <sodium.h>
