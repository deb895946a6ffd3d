/* esp-open-rtos, examples/aws_iot: one ECDSA suite, 4096-byte records, small windows, products through the ROM.
 * Source: reference facts on EOR:examples/aws_iot/mbedtls/config.h. RSA stays for client keys and signatures. */
#ifndef VESP_CONFIG_EOR_H
#define VESP_CONFIG_EOR_H

#include "config-common.h"

#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
#define MBEDTLS_SSL_MAX_CONTENT_LEN 4096
#define MBEDTLS_MPI_MAX_SIZE 256
#define MBEDTLS_ECP_WINDOW_SIZE 2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0

#include "mbedtls/check_config.h"

#endif
