#include "mqtt.h"

#include <string.h>

#include "sdk.h"
#include "tls.h"

/* Room for the fixed header in front of a packet: type and the longest remaining length. */
#define HEADER 5

const struct mqtt_transport mqtt_over_tls = {tls_write, tls_read};

/* A packet as it is written: nothing goes beyond `end`. */
struct writer {
    uint8_t *at, *end;
    int is_full;
};

static struct writer begin(struct mqtt *mqtt)
{
    return (struct writer){mqtt->out + HEADER, mqtt->out + mqtt->kind->out_size, 0};
}

static void put(struct writer *to, const void *bytes, size_t count)
{
    if (to->at > to->end || (size_t)(to->end - to->at) < count) {
        to->is_full = 1;
        return;
    }
    memcpy(to->at, bytes, count);
    to->at += count;
}

static void put_half(struct writer *to, unsigned value)
{
    uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    put(to, bytes, sizeof bytes);
}

static void put_string(struct writer *to, const char *text)
{
    size_t length = strlen(text);
    put_half(to, length);
    put(to, text, length);
}

static void put_id(struct mqtt *mqtt, struct writer *to)
{
    if (++mqtt->next_id == 0) {
        mqtt->next_id = 1;
    }
    put_half(to, mqtt->next_id);
}

/* Writes the fixed header in front of what was put, and sends it. */
static int send_packet(struct mqtt *mqtt, unsigned first, const struct writer *packet)
{
    uint8_t length[4], *start = mqtt->out + HEADER;
    size_t left = (size_t)(packet->at - start), count = 0;
    do {
        length[count] = (uint8_t)(left & 127);
        left >>= 7;
        length[count++] |= left ? 128 : 0;
    } while (left);
    start -= count;
    memcpy(start, length, count);
    *--start = (uint8_t)first;
    if (packet->is_full || packet->at - start > mqtt->kind->out_size) {
        return mqtt->kind->too_long_out;
    }
    mqtt->last_sent_us = sdk_time_us();
    size_t size = (size_t)(packet->at - start);
    while (size) {
        int sent = mqtt->transport->write(start, size);
        if (sent <= 0) {
            return mqtt->kind->failed;
        }
        start += sent;
        size -= (size_t)sent;
    }
    return 0;
}

/* Reads exactly `count` bytes: 1 done, 0 nothing came, an error of the kind. */
static int read_exactly(struct mqtt *mqtt, uint8_t *target, size_t count, unsigned timeout_ms)
{
    const struct mqtt_kind *kind = mqtt->kind;
    size_t have = 0;
    while (have < count) {
        int result = mqtt->transport->read(target + have, count - have, have ? kind->answer_ms : timeout_ms);
        if (result < 0) {
            if (kind->read_failed) {
                kind->read_failed(result);
            }
            return kind->read ? kind->read : result;
        }
        if (result == 0) {
            return have ? kind->failed : 0;
        }
        have += (size_t)result;
    }
    return 1;
}

/* The rest of a packet, of which something has come: 0 or an error. */
static int read_rest(struct mqtt *mqtt, uint8_t *target, size_t count)
{
    int result = count ? read_exactly(mqtt, target, count, mqtt->kind->answer_ms) : 1;
    return result == 1 ? 0 : result ? result : mqtt->kind->failed;
}

/* Reads past a packet's body: 0 or an error. */
static int skip(struct mqtt *mqtt, size_t length)
{
    int result = 0;
    while (length && result == 0) {
        size_t part = length < mqtt->kind->in_size ? length : mqtt->kind->in_size;
        result = read_rest(mqtt, mqtt->in, part);
        length -= part;
    }
    return result;
}

/* The first byte of the packet read, its body in `in`; 0 when none came. */
static int read_packet(struct mqtt *mqtt, unsigned timeout_ms, size_t *length)
{
    uint8_t first, byte;
    size_t count = 0;
    int result = read_exactly(mqtt, &first, 1, timeout_ms);
    if (result != 1) {
        return result;
    }
    *length = 0;
    do {
        if ((result = count == 4 ? mqtt->kind->failed : read_rest(mqtt, &byte, 1))) {
            return result;
        }
        *length |= (size_t)(byte & 127) << (7 * count++);
    } while (byte & 128);
    if (1 + count + *length > mqtt->kind->in_size) {
        return mqtt->kind->too_long_in ? mqtt->kind->too_long_in : skip(mqtt, *length);
    }
    result = read_rest(mqtt, mqtt->in, *length);
    return result ? result : first;
}

static int acknowledge(struct mqtt *mqtt, const uint8_t *id)
{
    struct writer packet = begin(mqtt);
    put(&packet, id, 2);
    return send_packet(mqtt, MQTT_PUBACK << 4, &packet);
}

static int handle_publish(struct mqtt *mqtt, int first, size_t length)
{
    const uint8_t *in = mqtt->in;
    size_t id_length = first >> 1 & 3 ? 2 : 0, topic_length = length < 2 ? 0 : (size_t)(in[0] << 8 | in[1]);
    size_t at = 2 + topic_length;
    if (at + id_length > length) {
        return mqtt->kind->failed;
    }
    struct mqtt_message message = {(const char *)in + 2, (const char *)in + at + id_length, topic_length,
                                   length - at - id_length};
    uint8_t id[2] = {0};
    memcpy(id, in + at, id_length);
    if (mqtt->on_message) {
        mqtt->on_message(&message);
    }
    return id_length ? acknowledge(mqtt, id) : 0;
}

int mqtt_poll(struct mqtt *mqtt, unsigned timeout_ms)
{
    size_t length = 0;
    int first = read_packet(mqtt, timeout_ms, &length), result = 0;
    if (first <= 0) {
        return first;
    }
    if (first >> 4 == MQTT_PUBLISH) {
        result = handle_publish(mqtt, first, length);
    } else if (first >> 4 == MQTT_CONNACK) {
        mqtt->connack = length < 2 ? 0xFF : mqtt->in[1];
    }
    return result ? result : first >> 4;
}

/* Whether to wait further after `result`, which was no answer. */
static int goes_on(const struct mqtt_kind *kind, int result)
{
    if (result >= 0) {
        return 1;
    }
    if (kind->wait == WAIT_PASSES) {
        sdk_pass();
    }
    return kind->wait != WAIT_ENDS;
}

static int await(struct mqtt *mqtt, enum mqtt_packet type)
{
    const struct mqtt_kind *kind = mqtt->kind;
    uint32_t start = sdk_time_us(), passed_ms = 0;
    while (passed_ms < kind->answer_ms) {
        int result = mqtt_poll(mqtt, kind->answer_ms - passed_ms);
        if (result == (int)type) {
            return 0;
        }
        if (!goes_on(kind, result)) {
            return result;
        }
        passed_ms = (sdk_time_us() - start) / 1000;
    }
    return kind->unanswered;
}

int mqtt_send_connect(struct mqtt *mqtt, const char *client_id, unsigned keep_alive_s)
{
    static const uint8_t clean_3_1_1[] = {4, 2};
    struct writer packet = begin(mqtt);
    mqtt->keep_alive_s = (uint16_t)keep_alive_s;
    put_string(&packet, "MQTT");
    put(&packet, clean_3_1_1, sizeof clean_3_1_1);
    put_half(&packet, keep_alive_s);
    put_string(&packet, client_id);
    return send_packet(mqtt, MQTT_CONNECT << 4, &packet);
}

int mqtt_connect(struct mqtt *mqtt, const char *client_id, unsigned keep_alive_s)
{
    int result = mqtt_send_connect(mqtt, client_id, keep_alive_s);
    if (result || (result = await(mqtt, MQTT_CONNACK))) {
        return result;
    }
    return mqtt->connack ? mqtt->kind->refused - mqtt->connack : 0;
}

int mqtt_send_subscribe(struct mqtt *mqtt, const char *const *topics, size_t count, int qos)
{
    struct writer packet = begin(mqtt);
    put_id(mqtt, &packet);
    for (size_t i = 0; i < count; i++) {
        uint8_t wanted = (uint8_t)qos;
        put_string(&packet, topics[i]);
        put(&packet, &wanted, 1);
    }
    return send_packet(mqtt, MQTT_SUBSCRIBE << 4 | 2, &packet);
}

int mqtt_subscribe(struct mqtt *mqtt, const char *topic, int qos)
{
    int result = mqtt_send_subscribe(mqtt, &topic, 1, qos);
    return result ? result : await(mqtt, MQTT_SUBACK);
}

int mqtt_send_publish(struct mqtt *mqtt, const char *topic, const char *payload, int qos)
{
    struct writer packet = begin(mqtt);
    put_string(&packet, topic);
    if (qos) {
        put_id(mqtt, &packet);
    }
    put(&packet, payload, strlen(payload));
    return send_packet(mqtt, MQTT_PUBLISH << 4 | (unsigned)qos << 1, &packet);
}

int mqtt_publish(struct mqtt *mqtt, const char *topic, const char *payload, int qos)
{
    int result = mqtt_send_publish(mqtt, topic, payload, qos);
    return result || !qos ? result : await(mqtt, MQTT_PUBACK);
}

int mqtt_send_ping(struct mqtt *mqtt)
{
    struct writer packet = begin(mqtt);
    return send_packet(mqtt, MQTT_PINGREQ << 4, &packet);
}

int mqtt_yield(struct mqtt *mqtt, unsigned timeout_ms)
{
    uint32_t start = sdk_time_us(), passed_ms = 0;
    int result = 0;
    if (mqtt->keep_alive_s && (start - mqtt->last_sent_us) / 1000000 >= mqtt->keep_alive_s &&
        (result = mqtt_send_ping(mqtt))) {
        return result;
    }
    while (passed_ms < timeout_ms) {
        result = mqtt_poll(mqtt, timeout_ms - passed_ms);
        if (!goes_on(mqtt->kind, result)) {
            break;
        }
        passed_ms = (sdk_time_us() - start) / 1000;
    }
    return result < 0 ? result : 0;
}

int mqtt_is_topic(const struct mqtt_message *message, const char *topic)
{
    return message->topic_length == strlen(topic) && memcmp(message->topic, topic, message->topic_length) == 0;
}
