/* PubSubClient of the Arduino libraries: what it makes of MQTT. */
#ifndef VESP_PUBSUBCLIENT_H
#define VESP_PUBSUBCLIENT_H

#include "mqtt.h"

/* Its state(): why there is no connection, or the code of a refusing CONNACK. */
enum pubsubclient_state {
    PUBSUBCLIENT_TIMEOUT = -4,
    PUBSUBCLIENT_LOST = -3,
    PUBSUBCLIENT_CONNECT_FAILED = -2,
    PUBSUBCLIENT_DISCONNECTED = -1,
    PUBSUBCLIENT_CONNECTED = 0,
};

/* MQTT_KEEPALIVE of the library. */
#define PUBSUBCLIENT_KEEP_ALIVE_S 15

/* A client whose largest packet has `size` bytes (MQTT_MAX_PACKET_SIZE), with buffers on the heap. 0, or no room. */
int pubsubclient_init(struct mqtt *mqtt, const struct mqtt_transport *transport, unsigned size,
                      void (*on_message)(const struct mqtt_message *message));

/* MQTT on a connection that `open` makes, 0 for success: a state. */
int pubsubclient_connect(struct mqtt *mqtt, int (*open)(void), void (*close)(void), const char *client_id);

/* Handles what has come: 0 or a state. */
int pubsubclient_loop(struct mqtt *mqtt);

/* The client id of the library's examples: `name` with a random number behind it. */
char *pubsubclient_random_id(const char *name);

#endif
