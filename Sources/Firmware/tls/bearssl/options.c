#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "fragment_probe.h"
#include "sdk.h"

#define MOST 48
/* Overhead of a record (MAX_IN_OVERHEAD and MAX_OUT_OVERHEAD of ssl_engine.c) and the core's sizes without it. */
#define INPUT_OVERHEAD 325
#define OUTPUT_OVERHEAD 85
#define INPUT_SIZE 16384
#define OUTPUT_SIZE 512

/* What the core offers: everything that the library has, best first. */
static const uint16_t all_suites[] = {
    BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_CCM,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    BR_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    BR_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    BR_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    BR_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    BR_TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256,
    BR_TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256,
    BR_TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384,
    BR_TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384,
    BR_TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA,
    BR_TLS_ECDH_RSA_WITH_AES_128_CBC_SHA,
    BR_TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA,
    BR_TLS_ECDH_RSA_WITH_AES_256_CBC_SHA,
    BR_TLS_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_RSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_RSA_WITH_AES_128_CCM,
    BR_TLS_RSA_WITH_AES_256_CCM,
    BR_TLS_RSA_WITH_AES_128_CCM_8,
    BR_TLS_RSA_WITH_AES_256_CCM_8,
    BR_TLS_RSA_WITH_AES_128_CBC_SHA256,
    BR_TLS_RSA_WITH_AES_256_CBC_SHA256,
    BR_TLS_RSA_WITH_AES_128_CBC_SHA,
    BR_TLS_RSA_WITH_AES_256_CBC_SHA,
    BR_TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA,
    BR_TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    BR_TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA,
    BR_TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA,
    BR_TLS_RSA_WITH_3DES_EDE_CBC_SHA,
};

/* The library's curves, of which some may be left out. */
static br_ec_impl curves;

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

static void set_suites(br_ssl_client_context *client)
{
    uint32_t numbers[MOST];
    uint16_t suites[MOST];
    size_t count = read_numbers(CONFIG_TLS_SUITES, numbers);
    for (size_t i = 0; i < count; i++) {
        suites[i] = (uint16_t)numbers[i];
    }
    if (count) {
        br_ssl_engine_set_suites(&client->eng, suites, count);
    } else {
        br_ssl_engine_set_suites(&client->eng, all_suites, sizeof all_suites / sizeof *all_suites);
    }
}

/* The library offers its curves in an order of its own; they can only be fewer. */
static int set_curves(br_ssl_client_context *client)
{
    uint32_t numbers[MOST], wanted = 0;
    size_t count = read_numbers(CONFIG_TLS_CURVES, numbers);
    for (size_t i = 0; i < count; i++) {
        wanted |= numbers[i] < 32 ? 1u << numbers[i] : 0;
    }
    if (count) {
        curves = *br_ssl_engine_get_ec(&client->eng);
        curves.supported_curves &= wanted;
        br_ssl_engine_set_ec(&client->eng, &curves);
    }
    return count && !curves.supported_curves ? BR_ERR_BAD_PARAM : 0;
}

int options_apply(br_ssl_client_context *client)
{
    set_suites(client);
    return set_curves(client);
}

static size_t limited(size_t size) { return size < 512 ? 512 : size > INPUT_SIZE ? INPUT_SIZE : size; }

struct buffer_sizes options_buffer_sizes(const char *host)
{
    uint32_t fragment = config_number(CONFIG_TLS_FRAGMENT_LENGTH);
    uint32_t input = config_number(CONFIG_TLS_INPUT_BUFFER), output = config_number(CONFIG_TLS_OUTPUT_BUFFER);
    if (fragment && (!config_number(CONFIG_TLS_PROBE_FRAGMENT) || fragment_probe(host, config_number(CONFIG_PORT), fragment))) {
        input = fragment;
    }
    return (struct buffer_sizes){limited(input ? input : INPUT_SIZE) + INPUT_OVERHEAD,
                                 limited(output ? output : OUTPUT_SIZE) + OUTPUT_OVERHEAD};
}
