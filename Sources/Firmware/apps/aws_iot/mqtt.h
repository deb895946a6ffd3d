/* As much MQTT 3.1.1 as the application speaks. */
#ifndef VESP_AWS_IOT_MQTT_H
#define VESP_AWS_IOT_MQTT_H

#include <stddef.h>

typedef void (*mqtt_handler)(const char *topic, size_t topic_length, const char *payload, size_t payload_length);

/* Each returns 0 or a negative error. */
int mqtt_connect(const char *client_id, unsigned keep_alive);
int mqtt_subscribe(const char *topic, mqtt_handler handler);
int mqtt_publish(const char *topic, const char *payload);

/* Handles what arrives within `timeout_ms`. */
int mqtt_yield(unsigned timeout_ms);

#endif
