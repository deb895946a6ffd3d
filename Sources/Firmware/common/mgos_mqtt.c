#include "mgos_mqtt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device_id.h"
#include "registers.h"
#include "sdk.h"
#include "tls.h"

#define KEEP_ALIVE_S 60
#define FIRST_PAUSE_MS 2000
#define LAST_PAUSE_MS 60000
#define POLL_MS 10
/* Its buffers grow with what is in them; this is the most that the example's messages need. */
#define PACKET 512

/* Nothing waits: a CONNACK that does not come is waited for until TCP gives up. */
static const struct mqtt_kind kind = {
    .out_size = PACKET,
    .in_size = PACKET,
    .answer_ms = 5000,
    .wait = WAIT_ENDS,
    .failed = -1,
    .unanswered = -1,
    .too_long_out = -1,
    .too_long_in = -1,
};

static uint8_t out[PACKET], in[PACKET];
static struct mqtt mqtt = {.kind = &kind, .transport = &mqtt_over_tls, .out = out, .in = in};
static const struct mgos_mqtt *application;
static char *host, *id;
static uint8_t is_up;
static uint32_t pause_ms;

void mgos_log(const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    os_printf("%s\n", text);
}

static void on_message(const struct mqtt_message *message) { application->on_message(message); }

int mgos_mqtt_publish(const char *topic, const char *text)
{
    return is_up ? mqtt_send_publish(&mqtt, topic, text, 0) : -1;
}

/* One turn of the loop, and the time between two. */
static void turn(void)
{
    if (application->poll) {
        application->poll();
    }
    sdk_idle();
}

static void wait_ms(uint32_t ms)
{
    for (uint32_t start = sdk_time_us(); sdk_time_us() - start < ms * 1000;) {
        turn();
    }
}

/* The pause before the next try: doubled up to the longest, and 10 % more or less. */
static void pause(void)
{
    pause_ms = !pause_ms ? FIRST_PAUSE_MS : 2 * pause_ms < LAST_PAUSE_MS ? 2 * pause_ms : LAST_PAUSE_MS;
    uint32_t tenth = pause_ms / 10, this_time = pause_ms - tenth + WDEV_RNG % (2 * tenth);
    mgos_log("MQTT connecting after %u ms", (unsigned)this_time);
    wait_ms(this_time);
}

/* TCP, TLS and the CONNECT packet. 0 or an error. */
static int connect(void)
{
    mgos_log("MQTT connecting to %s:%u", host, (unsigned)config_number(CONFIG_PORT));
    PROBE(APP_STATE) = APP_CONNECTING;
    int result = tls_connect(host, config_number(CONFIG_PORT));
    if (result) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
        mgos_log("TLS connection error: %d", result);
        return result;
    }
    PROBE(APP_STATE) = APP_TLS_UP;
    mgos_log("MQTT Connect (1)");
    return mqtt_send_connect(&mqtt, id, KEEP_ALIVE_S);
}

static int take_connack(void)
{
    mgos_log("MQTT CONNACK %d", mqtt.connack);
    mgos_log("CONNACK: %d", mqtt.connack);
    if (mqtt.connack) {
        return -1;
    }
    is_up = 1;
    pause_ms = 0;
    PROBE(APP_STATE) = APP_MQTT_UP;
    int result = mqtt_send_subscribe(&mqtt, &application->topic, 1, 0);
    mgos_log("Subscribed to %s", application->topic);
    return result;
}

/* Until the connection is gone. */
static void serve(void)
{
    int result = 0;
    while (result >= 0) {
        turn();
        result = mqtt_poll(&mqtt, POLL_MS);
        if (result == MQTT_CONNACK) {
            result = take_connack();
        } else if (result == MQTT_SUBACK) {
            PROBE(APP_STATE) = APP_SUBSCRIBED;
        }
        if (result >= 0 && is_up && (sdk_time_us() - mqtt.last_sent_us) / 1000000 >= KEEP_ALIVE_S) {
            result = mqtt_send_ping(&mqtt);
        }
    }
}

void mgos_mqtt_run(const struct mgos_mqtt *given)
{
    application = given;
    mqtt.on_message = on_message;
    host = config_string(CONFIG_HOST, NULL);
    id = device_id("test");
    int result = tls_init();
    PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
    for (;;) {
        if (result == 0 && connect() == 0) {
            serve();
        }
        is_up = 0;
        tls_close();
        mgos_log("MQTT Disconnect");
        pause();
    }
}
