// libsodium: SHA-256, HMAC, Base64, comparison in constant time, random bytes.
#include <sodium.h>
