/* esp-open-rtos, extras/mbedtls: what an application gets that brings no configuration of its own. Every curve, every
 * suite, the smallest windows, 4096-byte records, products through the ROM. Source: reference facts on
 * EOR:extras/mbedtls/include/mbedtls/config.h. */
#ifndef VESP_CONFIG_EOR_EXTRAS_H
#define VESP_CONFIG_EOR_EXTRAS_H

#include "config-common.h"

#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_SECP521R1_ENABLED
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_KEY_EXCHANGE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_CONTENT_LEN 4096
#define MBEDTLS_MPI_WINDOW_SIZE 1
#define MBEDTLS_MPI_MAX_SIZE 512
#define MBEDTLS_ECP_WINDOW_SIZE 2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_SHA256_SMALLER

#include "mbedtls/check_config.h"

#endif
