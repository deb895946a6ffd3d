#include "device_sdk.h"

#include <stdlib.h>

#include "esp_log.h"
#include "registers.h"
#include "sdk.h"
#include "tls.h"

#define TAG "aws_iot"
#define PACKET 512
#define SUBSCRIPTIONS 5
#define FIRST_RECONNECT_MS 1000
#define LAST_RECONNECT_MS 128000
/* That the chain cannot be verified. */
#define VERIFY_FAILED (-0x2700)

static void read_failed(int result) { esp_log('E', TAG, "mbedtls_ssl_read returned -0x%x", (unsigned)-result); }

/* Since release 3 a lost connection ends the wait for an answer; before, the wait goes on until the command timeout, and
 * gives nobody a turn (aws_iot_mqtt_client_common_internal.c). */
static const struct mqtt_kind release_2 = {
    .out_size = PACKET,
    .in_size = PACKET,
    .answer_ms = 20000,
    .wait = WAIT_SPINS,
    .failed = SDK_FAILURE,
    .unanswered = MQTT_REQUEST_TIMEOUT,
    .too_long_out = MQTT_TX_BUFFER_TOO_SHORT,
    .too_long_in = MQTT_RX_BUFFER_TOO_SHORT,
    .read = NETWORK_SSL_READ_ERROR,
    .refused = MQTT_CONNACK_UNKNOWN,
};
static const struct mqtt_kind release_3 = {
    .out_size = PACKET,
    .in_size = PACKET,
    .answer_ms = 20000,
    .wait = WAIT_ENDS,
    .failed = SDK_FAILURE,
    .unanswered = MQTT_REQUEST_TIMEOUT,
    .too_long_out = MQTT_TX_BUFFER_TOO_SHORT,
    .too_long_in = MQTT_RX_BUFFER_TOO_SHORT,
    .read = NETWORK_SSL_READ_ERROR,
    .refused = MQTT_CONNACK_UNKNOWN,
    .read_failed = read_failed,
};

static uint8_t out[PACKET], in[PACKET];
static struct mqtt mqtt = {.transport = &mqtt_over_tls, .out = out, .in = in};
static const struct device_sdk *client;
static char *release, *host;
static const char *subscriptions[SUBSCRIPTIONS];
static uint8_t subscription_count;
/* 0 while connected. */
static uint32_t reconnect_ms, reconnect_at_us;

const char *device_sdk_release(void)
{
    if (!release) {
        release = config_string(CONFIG_DEVICE_SDK, NULL);
    }
    return release ? release : "";
}

int device_sdk_init(const struct device_sdk *given)
{
    client = given;
    mqtt.kind = *device_sdk_release() >= '3' ? &release_3 : &release_2;
    mqtt.on_message = given->on_message;
    host = config_string(CONFIG_HOST, NULL);
    int result = host && given->client_id ? tls_init() : SDK_FAILURE;
    if (result) {
        PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
        esp_log('E', TAG, "failed! certificates or key: -0x%x", (unsigned)-result);
        return NETWORK_SSL_CERT_ERROR;
    }
    return 0;
}

static int fail(int result, int library_error)
{
    PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(library_error);
    tls_close();
    return result;
}

int device_sdk_connect(void)
{
    PROBE(APP_STATE) = APP_CONNECTING;
    int result = tls_connect(host, config_number(CONFIG_PORT));
    if (result && tls_is_errno(result) && result != TLS_TIMED_OUT) {
        esp_log('E', TAG, "failed! mbedtls_net_connect returned %d", result);
        return fail(TCP_CONNECTION_ERROR, result);
    }
    if (result) {
        esp_log('E', TAG, "failed! mbedtls_ssl_handshake returned -0x%x", (unsigned)-result);
        if (result == VERIFY_FAILED) {
            esp_log('E', TAG, "    Unable to verify the server's certificate. ");
        }
        return fail(SSL_CONNECTION_ERROR, result);
    }
    PROBE(APP_STATE) = APP_TLS_UP;
    result = mqtt_connect(&mqtt, client->client_id, client->keep_alive_s);
    if (result) {
        return fail(result, result);
    }
    PROBE(APP_STATE) = APP_MQTT_UP;
    return 0;
}

int device_sdk_subscribe(const char *topic, int qos)
{
    int result = mqtt_subscribe(&mqtt, topic, qos);
    if (result == 0 && subscription_count < SUBSCRIPTIONS) {
        subscriptions[subscription_count++] = topic;
    }
    return result;
}

int device_sdk_publish(const char *topic, const char *payload, int qos)
{
    return mqtt_publish(&mqtt, topic, payload, qos);
}

/* The connection broke: the client connects again after a second. */
static int lose(void)
{
    if (client->on_disconnect) {
        client->on_disconnect();
    }
    tls_close();
    reconnect_ms = FIRST_RECONNECT_MS;
    reconnect_at_us = sdk_time_us();
    return NETWORK_ATTEMPTING_RECONNECT;
}

static int reconnect(unsigned timeout_ms)
{
    if (sdk_time_us() - reconnect_at_us < reconnect_ms * 1000) {
        sdk_delay_ms(timeout_ms);
        return NETWORK_ATTEMPTING_RECONNECT;
    }
    int result = device_sdk_connect();
    for (uint8_t i = 0; result == 0 && i < subscription_count; i++) {
        result = mqtt_subscribe(&mqtt, subscriptions[i], 0);
    }
    if (result == 0) {
        reconnect_ms = 0;
        return NETWORK_RECONNECTED;
    }
    reconnect_ms *= 2;
    reconnect_at_us = sdk_time_us();
    return reconnect_ms > LAST_RECONNECT_MS ? NETWORK_RECONNECT_TIMED_OUT : NETWORK_ATTEMPTING_RECONNECT;
}

int device_sdk_yield(unsigned timeout_ms)
{
    uint32_t start = sdk_time_us(), passed_ms = 0;
    if (reconnect_ms) {
        return reconnect(timeout_ms);
    }
    if ((start - mqtt.last_sent_us) / 1000000 >= mqtt.keep_alive_s && mqtt_send_ping(&mqtt)) {
        return lose();
    }
    while (passed_ms < timeout_ms) {
        int result = mqtt_poll(&mqtt, timeout_ms - passed_ms);
        if (result == NETWORK_SSL_READ_ERROR || result == SDK_FAILURE) {
            return lose();
        }
        if (result < 0) {
            return result;
        }
        passed_ms = (sdk_time_us() - start) / 1000;
    }
    return 0;
}
