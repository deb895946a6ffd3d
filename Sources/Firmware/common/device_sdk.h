/* The AWS IoT Device SDK for Embedded C, as far as its examples use it: one client, connected by TLS, that reconnects by
 * itself. Errors are its own, aws_iot_error.h. */
#ifndef VESP_DEVICE_SDK_H
#define VESP_DEVICE_SDK_H

#include "mqtt.h"

enum device_sdk_error {
    NETWORK_ATTEMPTING_RECONNECT = 4,
    NETWORK_RECONNECTED = 3,
    SDK_SUCCESS = 0,
    SDK_FAILURE = -1,
    SSL_CONNECTION_ERROR = -4,
    NETWORK_SSL_CERT_ERROR = -9,
    NETWORK_SSL_READ_ERROR = -12,
    NETWORK_RECONNECT_TIMED_OUT = -14,
    TCP_CONNECTION_ERROR = -24,
    MQTT_REQUEST_TIMEOUT = -28,
    MQTT_RX_BUFFER_TOO_SHORT = -32,
    MQTT_TX_BUFFER_TOO_SHORT = -33,
    MQTT_CONNACK_UNKNOWN = -36,
};

struct device_sdk {
    /* Of the MQTT client, and how often it asks whether the server is there. */
    char *client_id;
    unsigned keep_alive_s;
    void (*on_message)(const struct mqtt_message *message);
    /* Hears that the connection broke. NULL for nobody. */
    void (*on_disconnect)(void);
};

/* Its release as it prints it, "2.2.1". */
const char *device_sdk_release(void);

/* Reads the release and sets the client up. 0 or an error. */
int device_sdk_init(const struct device_sdk *client);

/* TCP, TLS and MQTT. 0 or an error. */
int device_sdk_connect(void);

int device_sdk_subscribe(const char *topic, int qos);
int device_sdk_publish(const char *topic, const char *payload, int qos);

/* Handles what comes within `timeout_ms`: 0, NETWORK_RECONNECTED, NETWORK_ATTEMPTING_RECONNECT or an error. */
int device_sdk_yield(unsigned timeout_ms);

#endif
