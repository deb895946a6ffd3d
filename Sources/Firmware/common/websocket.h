/* A WebSocket (RFC 6455) within TLS as what carries MQTT. */
#ifndef VESP_WEBSOCKET_H
#define VESP_WEBSOCKET_H

#include "mqtt.h"

enum websocket_error {
    /* The server did not change the protocol; `websocket_status` has its answer. */
    WEBSOCKET_REFUSED = -1,
    /* What came is no frame that a server may send. */
    WEBSOCKET_BROKEN = -2,
    /* The server closed it. */
    WEBSOCKET_CLOSED = -3,
};

extern const struct mqtt_transport mqtt_over_websocket;

/* Status code of the server's last answer. */
extern unsigned websocket_status;

/* Asks for the protocol `mqtt` at `path` on the TLS connection that stands. 0 or an error. */
int websocket_open(const char *host, const char *path);

#endif
