#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "sdk.h"

#define MOST 32

static int suites[MOST + 1];
#if defined(MBEDTLS_ECP_C)
static mbedtls_ecp_group_id curves[MOST + 1];
#endif

/* The numbers under `which`, at most MOST; how many. */
static size_t read_numbers(enum config_key which, uint32_t *numbers)
{
    size_t length = 0;
    char *bytes = config_string(which, &length);
    if (!bytes) {
        return 0;
    }
    size_t count = length / sizeof *numbers < MOST ? length / sizeof *numbers : MOST;
    memcpy(numbers, bytes, count * sizeof *numbers);
    free(bytes);
    return count;
}

static void set_suites(mbedtls_ssl_config *config)
{
    uint32_t numbers[MOST];
    size_t count = read_numbers(CONFIG_TLS_SUITES, numbers);
    for (size_t i = 0; i < count; i++) {
        suites[i] = (int)numbers[i];
    }
    if (count) {
        mbedtls_ssl_conf_ciphersuites(config, suites);
    }
}

#if defined(MBEDTLS_ECP_C)
/* Curves that are not compiled in are left out; without any of those asked for there is nothing to offer. */
static int set_curves(mbedtls_ssl_config *config)
{
    uint32_t numbers[MOST];
    size_t known = 0, count = read_numbers(CONFIG_TLS_CURVES, numbers);
    for (size_t i = 0; i < count; i++) {
        const mbedtls_ecp_curve_info *curve = mbedtls_ecp_curve_info_from_tls_id((uint16_t)numbers[i]);
        if (curve) {
            curves[known++] = curve->grp_id;
        }
    }
    curves[known] = MBEDTLS_ECP_DP_NONE;
    if (known) {
        mbedtls_ssl_conf_curves(config, curves);
    }
    return count && !known ? MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE : 0;
}
#else
static int set_curves(mbedtls_ssl_config *config)
{
    (void)config;
    return config_number(CONFIG_TLS_CURVES) ? MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE : 0;
}
#endif

/* 512 to 4096 bytes have the codes 1 to 4. */
static int set_fragment_length(mbedtls_ssl_config *config)
{
    uint32_t length = config_number(CONFIG_TLS_FRAGMENT_LENGTH);
    if (!length) {
        return 0;
    }
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
    unsigned char code = 1;
    while (length > 512) {
        length /= 2;
        code++;
    }
    return mbedtls_ssl_conf_max_frag_len(config, code);
#else
    (void)config;
    return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}

static int set_operations(void)
{
    uint32_t operations = config_number(CONFIG_TLS_ECP_OPERATIONS);
    if (!operations) {
        return 0;
    }
#if defined(MBEDTLS_ECP_RESTARTABLE)
    mbedtls_ecp_set_max_ops(operations);
    return 0;
#else
    return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}

int options_apply(mbedtls_ssl_config *config)
{
    set_suites(config);
    int result = set_curves(config);
    result = result ? result : set_fragment_length(config);
    return result ? result : set_operations();
}
