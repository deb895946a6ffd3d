/* What the scenario's `tls` section asks of mbedTLS; nothing of it is set unless asked for. */
#ifndef VESP_TLS_MBEDTLS_OPTIONS_H
#define VESP_TLS_MBEDTLS_OPTIONS_H

#include "mbedtls/ssl.h"

/* Sets suites, curves, fragment length and the limit of ECC operations. 0 or an mbedTLS error. */
int options_apply(mbedtls_ssl_config *config);

#endif
