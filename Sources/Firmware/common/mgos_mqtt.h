/* MQTT as Mongoose OS keeps it up: a poll loop with an event handler, and pauses between tries that grow from 2 to 60 s. */
#ifndef VESP_MGOS_MQTT_H
#define VESP_MGOS_MQTT_H

#include "mqtt.h"

struct mgos_mqtt {
    /* Topic to hear, and who hears it. */
    const char *topic;
    void (*on_message)(const struct mqtt_message *message);
    /* Called in each turn of the loop. */
    void (*poll)(void);
};

/* Runs for ever. */
void mgos_mqtt_run(const struct mgos_mqtt *application) __attribute__((noreturn));

/* 0, or an error when there is no connection. */
int mgos_mqtt_publish(const char *topic, const char *text);

/* A line of its log. */
void mgos_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
