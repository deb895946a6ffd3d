/* Mongoose OS: AES-128 suites with ECDSA first, P-256 only, products in C without a 64-bit type.
 * Source: reference facts on MOSTLS:include/mbedtls/config.h. Its dynamic record buffers are approximated by 4096-byte
 * ones; its MUL16U assembly kernel and ROM AES are not reproduced. */
#ifndef VESP_CONFIG_MONGOOSE_H
#define VESP_CONFIG_MONGOOSE_H

#include "config-common.h"

#define MBEDTLS_NO_UDBL_DIVISION
#define MBEDTLS_NO_64BIT_MULTIPLICATION
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_KEY_EXCHANGE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_CIPHERSUITES                                                                        \
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,     \
        MBEDTLS_TLS_RSA_WITH_AES_128_GCM_SHA256
#define MBEDTLS_SSL_MAX_CONTENT_LEN 4096

#include "mbedtls/check_config.h"

#endif
