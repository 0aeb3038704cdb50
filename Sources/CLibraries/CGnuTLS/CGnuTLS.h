// GnuTLS, for the mail server among the stand-ins.
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
