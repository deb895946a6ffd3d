/* How the server's chain is judged. */
#ifndef VESP_TLS_VERIFICATION_H
#define VESP_TLS_VERIFICATION_H

#include "mbedtls/ssl.h"

/* `trusted` are the certificates of the configuration. */
void verification_apply(mbedtls_ssl_config *config, mbedtls_x509_crt *trusted);

#endif
