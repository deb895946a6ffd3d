#include "pubsubclient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"
#include "sdk.h"

#define LONGEST_ID 48

/* MQTT_SOCKET_TIMEOUT is 15 s; it looks whether something is there until then, whatever became of the connection. */
static struct mqtt_kind kind = {
    .answer_ms = 15000,
    .wait = WAIT_PASSES,
    .failed = PUBSUBCLIENT_LOST,
    .unanswered = PUBSUBCLIENT_TIMEOUT,
    .too_long_out = PUBSUBCLIENT_LOST,
    .read = PUBSUBCLIENT_LOST,
};

int pubsubclient_init(struct mqtt *mqtt, const struct mqtt_transport *transport, unsigned size,
                      void (*on_message)(const struct mqtt_message *message))
{
    kind.out_size = kind.in_size = (uint16_t)size;
    *mqtt = (struct mqtt){.kind = &kind, .transport = transport, .on_message = on_message};
    mqtt->out = malloc(size);
    mqtt->in = malloc(size);
    return mqtt->out && mqtt->in ? 0 : PUBSUBCLIENT_DISCONNECTED;
}

int pubsubclient_connect(struct mqtt *mqtt, int (*open)(void), void (*close)(void), const char *client_id)
{
    PROBE(APP_STATE) = APP_CONNECTING;
    int result = open();
    if (result) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
        close();
        return PUBSUBCLIENT_CONNECT_FAILED;
    }
    PROBE(APP_STATE) = APP_TLS_UP;
    result = mqtt_connect(mqtt, client_id, PUBSUBCLIENT_KEEP_ALIVE_S);
    if (result) {
        close();
        return mqtt->connack && result == -mqtt->connack ? mqtt->connack : result;
    }
    PROBE(APP_STATE) = APP_MQTT_UP;
    return PUBSUBCLIENT_CONNECTED;
}

int pubsubclient_loop(struct mqtt *mqtt)
{
    if ((sdk_time_us() - mqtt->last_sent_us) / 1000000 >= PUBSUBCLIENT_KEEP_ALIVE_S && mqtt_send_ping(mqtt)) {
        return PUBSUBCLIENT_LOST;
    }
    int result = mqtt_poll(mqtt, 0);
    return result < 0 ? result : PUBSUBCLIENT_CONNECTED;
}

char *pubsubclient_random_id(const char *name)
{
    char *id = config_string(CONFIG_CLIENT_ID, NULL);
    if (!id && (id = malloc(LONGEST_ID))) {
        snprintf(id, LONGEST_ID, "%s%x", name, (unsigned)(WDEV_RNG % 0xFFFF));
    }
    return id;
}
