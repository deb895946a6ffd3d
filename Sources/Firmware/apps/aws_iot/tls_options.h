/* What the scenario's `tls` section asks of the connection; nothing of it is set unless asked for. */
#ifndef VESP_AWS_IOT_TLS_OPTIONS_H
#define VESP_AWS_IOT_TLS_OPTIONS_H

#include "mbedtls/ssl.h"

/* Reads the options and sets suites, curves, fragment length and the limit of ECC operations. 0 or an mbedTLS error. */
int tls_options_apply(mbedtls_ssl_config *config);

/* To be called after every step of the handshake. */
void tls_options_between_steps(void);

/* Whether the session is to be kept and resumed. */
int tls_options_resume(void);

#endif
