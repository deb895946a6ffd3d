#include "mqtt.h"

#include <string.h>

#include "sdk.h"
#include "tls.h"

#define BUFFER 200
#define COMMAND_TIMEOUT_MS 5000
#define FAILED (-1)

enum packet { CONNECT = 1, CONNACK, PUBLISH, PUBACK, SUBSCRIBE = 8, SUBACK = 9, PINGREQ = 12 };

static unsigned char out[BUFFER], in[BUFFER];
static unsigned short next_id = 1;
static mqtt_handler on_message;
static unsigned keep_alive_s;
static uint32_t last_sent_us;

static unsigned char *put_string(unsigned char *at, const char *text, size_t length)
{
    *at++ = (unsigned char)(length >> 8);
    *at++ = (unsigned char)length;
    memcpy(at, text, length);
    return at + length;
}

static int send_packet(unsigned char type, unsigned char *end)
{
    size_t length = (size_t)(end - out) - 2;
    if (length > 127) {
        return FAILED;
    }
    out[0] = type;
    out[1] = (unsigned char)length;
    last_sent_us = sdk_time_us();
    return tls_write(out, length + 2) == (int)length + 2 ? 0 : FAILED;
}

/* Reads exactly `count` bytes: 1 done, 0 nothing came, negative broken. */
static int read_exactly(unsigned char *target, size_t count, unsigned timeout_ms)
{
    size_t have = 0;
    while (have < count) {
        int result = tls_read(target + have, count - have, have ? COMMAND_TIMEOUT_MS : timeout_ms);
        if (result < 0) {
            os_printf("mqtt_ssl_read: TLS read error (%d), resetting\n\r", result);
            return result;
        }
        if (result == 0) {
            return have ? FAILED : 0;
        }
        have += (size_t)result;
    }
    return 1;
}

/* The type of the packet read, its body in `in`; 0 when none came. */
static int read_packet(unsigned timeout_ms, size_t *length)
{
    unsigned char header[2];
    int result = read_exactly(header, 2, timeout_ms);
    if (result <= 0) {
        return result;
    }
    *length = header[1];
    if (header[1] > 127 || header[1] > sizeof in) {
        return FAILED;
    }
    if (*length && (result = read_exactly(in, *length, COMMAND_TIMEOUT_MS)) <= 0) {
        return FAILED;
    }
    return header[0];
}

static int acknowledge(unsigned char high, unsigned char low)
{
    out[2] = high;
    out[3] = low;
    return send_packet(PUBACK << 4, out + 4);
}

static int handle_publish(int header, size_t length)
{
    size_t topic_length = (size_t)(in[0] << 8 | in[1]);
    size_t at = 2 + topic_length;
    int qos = header >> 1 & 3;
    if (length < 2 || at + (qos ? 2 : 0) > length) {
        return FAILED;
    }
    size_t payload = at + (qos ? 2 : 0);
    if (on_message) {
        on_message((char *)in + 2, topic_length, (char *)in + payload, length - payload);
    }
    return qos ? acknowledge(in[at], in[at + 1]) : 0;
}

/* Handles one packet; its type, 0 when none came. */
static int handle_packet(unsigned timeout_ms)
{
    size_t length = 0;
    int header = read_packet(timeout_ms, &length);
    if (header <= 0) {
        return header;
    }
    if (header >> 4 == PUBLISH && handle_publish(header, length) < 0) {
        return FAILED;
    }
    if (header >> 4 == CONNACK && (length < 2 || in[1] != 0)) {
        return FAILED;
    }
    return header >> 4;
}

static int await(enum packet type)
{
    uint32_t start = sdk_time_us();
    while (sdk_time_us() - start < COMMAND_TIMEOUT_MS * 1000u) {
        int result = handle_packet(COMMAND_TIMEOUT_MS);
        if (result < 0 || result == (int)type) {
            return result < 0 ? result : 0;
        }
    }
    return FAILED;
}

int mqtt_connect(const char *client_id, unsigned keep_alive)
{
    unsigned char *at = put_string(out + 2, "MQTT", 4);
    keep_alive_s = keep_alive;
    *at++ = 4;
    *at++ = 2;
    *at++ = (unsigned char)(keep_alive >> 8);
    *at++ = (unsigned char)keep_alive;
    at = put_string(at, client_id, strlen(client_id));
    return send_packet(CONNECT << 4, at) ? FAILED : await(CONNACK);
}

int mqtt_subscribe(const char *topic, mqtt_handler handler)
{
    unsigned char *at = out + 2;
    on_message = handler;
    *at++ = (unsigned char)(next_id >> 8);
    *at++ = (unsigned char)next_id++;
    at = put_string(at, topic, strlen(topic));
    *at++ = 1;
    return send_packet(SUBSCRIBE << 4 | 2, at) ? FAILED : await(SUBACK);
}

int mqtt_publish(const char *topic, const char *payload)
{
    unsigned char *at = put_string(out + 2, topic, strlen(topic));
    *at++ = (unsigned char)(next_id >> 8);
    *at++ = (unsigned char)next_id++;
    memcpy(at, payload, strlen(payload));
    return send_packet(PUBLISH << 4 | 2, at + strlen(payload)) ? FAILED : await(PUBACK);
}

int mqtt_yield(unsigned timeout_ms)
{
    if (sdk_time_us() - last_sent_us > keep_alive_s * 900000u && send_packet(PINGREQ << 4, out + 2)) {
        return FAILED;
    }
    int result = handle_packet(timeout_ms);
    return result < 0 ? result : 0;
}
