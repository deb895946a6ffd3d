/* A generic client for NONOS boards: RSA and ECDSA, 4096-byte records, products through the ROM.
 * The SDK's own library is mbedTLS 2.2.1 without ECDHE, which AWS-style brokers no longer accept; the window sizes here
 * are those of esp-open-rtos' example. Assumed, no source names a build in wide use. */
#ifndef VESP_CONFIG_NONOS_H
#define VESP_CONFIG_NONOS_H

#include "config-common.h"

#define MBEDTLS_KEY_EXCHANGE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_MAX_CONTENT_LEN 4096
#define MBEDTLS_ECP_WINDOW_SIZE 2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0

#include "mbedtls/check_config.h"

#endif
