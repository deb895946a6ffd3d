/* MQTT 3.1.1 with QoS 0 and 1, as the client libraries of the applications speak it. What they do each in their own way
 * stands in struct mqtt_kind. */
#ifndef VESP_MQTT_H
#define VESP_MQTT_H

#include <stddef.h>
#include <stdint.h>

enum mqtt_packet {
    MQTT_CONNECT = 1,
    MQTT_CONNACK,
    MQTT_PUBLISH,
    MQTT_PUBACK,
    MQTT_SUBSCRIBE = 8,
    MQTT_SUBACK,
    MQTT_PINGREQ = 12,
    MQTT_PINGRESP,
};

/* What becomes of waiting for an answer, or of yielding, when the connection is gone. */
enum mqtt_wait {
    /* It ends. */
    WAIT_ENDS,
    /* It goes on until its time is over, and gives the SDK its turn. */
    WAIT_PASSES,
    /* It goes on until its time is over without giving anybody a turn. */
    WAIT_SPINS,
};

/* A client library. */
struct mqtt_kind {
    /* Largest packet to send and to receive, fixed header and all. */
    uint16_t out_size, in_size;
    /* How long CONNACK, SUBACK and PUBACK are waited for. */
    uint16_t answer_ms;
    uint8_t wait;
    /* Its errors: what came to nothing, no answer in time, a packet too long to send, and one too long to receive, which is
     * passed over when that is 0. An error of TLS is passed on when `read` is 0. */
    int8_t failed, unanswered, too_long_out, too_long_in, read;
    /* What a refusing CONNACK is made of: this minus its code. */
    int8_t refused;
    /* Hears of each read that fails, with the error of TLS. NULL for nobody. */
    void (*read_failed)(int result);
};

/* What carries the packets: TLS, or a WebSocket within it. As in tls.h. */
struct mqtt_transport {
    int (*write)(const unsigned char *data, size_t count);
    int (*read)(unsigned char *data, size_t count, unsigned timeout_ms);
};
extern const struct mqtt_transport mqtt_over_tls;

struct mqtt_message {
    const char *topic, *payload;
    size_t topic_length, length;
};

struct mqtt {
    const struct mqtt_kind *kind;
    const struct mqtt_transport *transport;
    /* What was published, and NULL for nobody. */
    void (*on_message)(const struct mqtt_message *message);
    /* Room for a packet, of the kind's sizes. */
    uint8_t *out, *in;
    uint16_t keep_alive_s, next_id;
    /* Return code of the last CONNACK. */
    uint8_t connack;
    uint32_t last_sent_us;
};

/* Each returns 0 or an error of the kind. */
int mqtt_connect(struct mqtt *mqtt, const char *client_id, unsigned keep_alive_s);
int mqtt_subscribe(struct mqtt *mqtt, const char *topic, int qos);
/* With QoS 1 until it is acknowledged. */
int mqtt_publish(struct mqtt *mqtt, const char *topic, const char *payload, int qos);

/* Handles what arrives within `timeout_ms`, and keeps the connection alive. */
int mqtt_yield(struct mqtt *mqtt, unsigned timeout_ms);

/* The same without waiting for an answer. */
int mqtt_send_connect(struct mqtt *mqtt, const char *client_id, unsigned keep_alive_s);
int mqtt_send_subscribe(struct mqtt *mqtt, const char *const *topics, size_t count, int qos);
int mqtt_send_publish(struct mqtt *mqtt, const char *topic, const char *payload, int qos);
int mqtt_send_ping(struct mqtt *mqtt);

/* Handles one packet: its type, 0 when none came within `timeout_ms`, or an error of the kind. */
int mqtt_poll(struct mqtt *mqtt, unsigned timeout_ms);

/* Whether the topic of `message` is `topic`. */
int mqtt_is_topic(const struct mqtt_message *message, const char *topic);

#endif
