/* A client for NONOS boards: suites authenticated by RSA certificates only, as the SDK's own mbedTLS 2.2.1 offers
 * (RSA, DHE-RSA), with ECDHE-RSA in place of DHE-RSA because AWS-style brokers want it. Client keys may be RSA or P-256.
 * Record size and window sizes, those of esp-open-rtos' example, are assumed: no source names a build in wide use. */
#ifndef VESP_CONFIG_NONOS_H
#define VESP_CONFIG_NONOS_H

#include "config-common.h"

#define MBEDTLS_KEY_EXCHANGE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_MAX_CONTENT_LEN 4096
#define MBEDTLS_ECP_WINDOW_SIZE 2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0

#include "mbedtls/check_config.h"

#endif
