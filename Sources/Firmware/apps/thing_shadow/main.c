/* The example thing_shadow of esp-aws-iot and its port to ESP8266_RTOS_SDK: a room's temperature and its window in a device
 * shadow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device_id.h"
#include "device_sdk.h"
#include "esp_log.h"
#include "json.h"
#include "registers.h"
#include "rtos_wifi.h"
#include "sdk.h"

#define TAG "shadow"
#define KEEP_ALIVE_S 600
#define UPDATE_TIMEOUT_US 4000000u
/* What subscribing to the answers of an update is given before the update is sent: the SDK counts it down, and gives nobody
 * a turn meanwhile (aws_iot_shadow_actions.c). */
#define SUBSCRIBE_SETTLING_US 2000000u
/* Half degrees. */
#define COLDEST 50
#define WARMEST 64

enum answer { AWAITED, ACCEPTED, REJECTED, NONE_AWAITED };

static char *thing;
static char topics[4][128];
static const char *const update = topics[0], *const accepted = topics[1], *const rejected = topics[2],
                         *const delta = topics[3];
static char token[64];
static int32_t newest_version;
static int is_window_open;
static enum answer answer = NONE_AWAITED;

static void on_delta(const char *text, size_t length)
{
    struct json_value value;
    int32_t version;
    if (!json_find(text, length, "version", &value) || !json_int(&value, &version)) {
        return;
    }
    if (version <= newest_version) {
        esp_log('W', TAG, "Old Delta Message received - Ignoring rx: %d local: %d", (int)version, (int)newest_version);
        return;
    }
    newest_version = version;
    if (json_find(text, length, "state.windowOpen", &value)) {
        is_window_open = json_equals(&value, "true");
        esp_log('I', TAG, "Delta - Window state changed to %d", is_window_open);
    }
}

static void on_message(const struct mqtt_message *message)
{
    struct json_value value;
    if (mqtt_is_topic(message, delta)) {
        on_delta(message->payload, message->length);
    } else if (answer == AWAITED && json_find(message->payload, message->length, "clientToken", &value) &&
               json_equals(&value, token)) {
        answer = mqtt_is_topic(message, accepted) ? ACCEPTED : REJECTED;
        esp_log(answer == ACCEPTED ? 'I' : 'E', TAG, answer == ACCEPTED ? "Update accepted" : "Update rejected");
        if (answer == ACCEPTED) {
            PROBE(APP_STATE) = APP_PUBLISHED;
        }
    }
}

static void name_topics(void)
{
    static const char *const endings[] = {"", "/accepted", "/rejected", "/delta"};
    for (int i = 0; i < 4; i++) {
        snprintf(topics[i], sizeof topics[i], "$aws/things/%s/shadow/update%s", thing, endings[i]);
    }
}

static int subscribe_to_answers(void)
{
    int result = device_sdk_subscribe(accepted, 0);
    result = result ? result : device_sdk_subscribe(rejected, 0);
    for (uint32_t start = sdk_time_us(); sdk_time_us() - start < SUBSCRIBE_SETTLING_US;) {
    }
    return result;
}

/* Warmer up to the warmest, then colder. */
static int next_temperature(int halves)
{
    static int step = 1;
    if (halves >= WARMEST || (step < 0 && halves <= COLDEST)) {
        step = -step;
    }
    return halves + step;
}

static int send_update(int halves, unsigned number)
{
    char text[200];
    int result = number ? 0 : subscribe_to_answers();
    snprintf(token, sizeof token, "%s-%u", thing, number);
    snprintf(text, sizeof text,
             "{\"state\":{\"reported\":{\"temperature\":%d.%d00000,\"windowOpen\":%s}}, \"clientToken\":\"%s\"}",
             halves / 2, halves % 2 * 5, is_window_open ? "true" : "false", token);
    esp_log('I', TAG, "Update Shadow: %s", text);
    answer = AWAITED;
    return result ? result : device_sdk_publish(update, text, 0);
}

static int run(void)
{
    uint32_t sent_at = 0;
    unsigned number = 0;
    int halves = COLDEST, result = 0;
    while (result >= 0) {
        result = device_sdk_yield(answer == AWAITED ? 1000 : 200);
        if (answer == AWAITED && sdk_time_us() - sent_at >= UPDATE_TIMEOUT_US) {
            esp_log('E', TAG, "Update timed out");
            answer = NONE_AWAITED;
        }
        if (result == NETWORK_ATTEMPTING_RECONNECT || answer == AWAITED || result < 0) {
            continue;
        }
        esp_log('I', TAG, "On Device: window state %s", is_window_open ? "true" : "false");
        halves = next_temperature(halves);
        result = send_update(halves, number++);
        sent_at = sdk_time_us();
        esp_log('I', TAG, "Stack remaining for task 'aws_iot_task' is %d bytes", (int)stack_free());
        sdk_delay_ms(1000);
    }
    return result;
}

void app_main(void)
{
    thing = device_id("myesp32");
    struct device_sdk client = {thing, KEEP_ALIVE_S, on_message, NULL};
    esp_log('I', TAG, "AWS IoT SDK Version %s-", device_sdk_release());
    rtos_wifi_join(TAG);
    name_topics();
    esp_log('I', TAG, "Shadow Init");
    int result = device_sdk_init(&client);
    if (result == 0) {
        esp_log('I', TAG, "Shadow Connect");
        result = device_sdk_connect();
    }
    if (result) {
        esp_log('E', TAG, "aws_iot_shadow_connect returned error %d, aborting...", result);
        sdk_abort();
    }
    result = device_sdk_subscribe(delta, 0);
    if (result == 0) {
        PROBE(APP_STATE) = APP_SUBSCRIBED;
        result = run();
    }
    esp_log('E', TAG, "An error occurred in the loop %d", result);
    sdk_abort();
}
