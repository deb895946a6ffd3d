/* The example subscribe_publish of esp-aws-iot and its port to ESP8266_RTOS_SDK: two messages a second on the topic that it
 * subscribes to. */
#include <stdio.h>
#include <stdlib.h>

#include "device_id.h"
#include "device_sdk.h"
#include "esp_log.h"
#include "registers.h"
#include "rtos_wifi.h"
#include "sdk.h"

#define TAG "subpub"
#define TOPIC "test_topic/esp32"
#define KEEP_ALIVE_S 10

static void on_message(const struct mqtt_message *message)
{
    esp_log('I', TAG, "Subscribe callback");
    esp_log('I', TAG, "%.*s\t%.*s", (int)message->topic_length, message->topic, (int)message->length, message->payload);
}

static void on_disconnect(void) { esp_log('W', TAG, "MQTT Disconnect"); }

static void connect(const char *host)
{
    int result;
    esp_log('I', TAG, "Connecting to AWS...");
    while ((result = device_sdk_connect())) {
        esp_log('E', TAG, "Error(%d) connecting to %s:%d", result, host, (int)config_number(CONFIG_PORT));
        sdk_delay_ms(1000);
    }
}

/* One message of each quality, with one counter for both. */
static int publish_both(unsigned *number)
{
    char text[50];
    snprintf(text, sizeof text, "hello from ESP32 (QOS0) : %u ", (*number)++);
    int result = device_sdk_publish(TOPIC, text, 0);
    snprintf(text, sizeof text, "hello from ESP32 (QOS1) : %u ", (*number)++);
    result = device_sdk_publish(TOPIC, text, 1);
    if (result == MQTT_REQUEST_TIMEOUT) {
        esp_log('W', TAG, "QOS1 publish ack not received.");
        return 0;
    }
    if (result == 0) {
        PROBE(APP_STATE) = APP_PUBLISHED;
    }
    return result;
}

static int run(void)
{
    unsigned number = 0;
    int result = 0;
    while (result >= 0) {
        result = device_sdk_yield(100);
        if (result == NETWORK_ATTEMPTING_RECONNECT) {
            continue;
        }
        esp_log('I', TAG, "Stack remaining for task 'aws_iot_task' is %d bytes", (int)stack_free());
        sdk_delay_ms(1000);
        if (result >= 0) {
            result = publish_both(&number);
        }
    }
    return result;
}

void app_main(void)
{
    char *host = config_string(CONFIG_HOST, NULL);
    struct device_sdk client = {device_id("myesp32"), KEEP_ALIVE_S, on_message, on_disconnect};
    esp_log('I', TAG, "AWS IoT SDK Version %s-", device_sdk_release());
    rtos_wifi_join(TAG);
    int result = device_sdk_init(&client);
    if (result == 0) {
        connect(host);
        esp_log('I', TAG, "Subscribing...");
        result = device_sdk_subscribe(TOPIC, 0);
    }
    if (result) {
        esp_log('E', TAG, "Error subscribing : %d ", result);
    } else {
        PROBE(APP_STATE) = APP_SUBSCRIBED;
        run();
        esp_log('E', TAG, "An error occurred in the main loop.");
    }
    sdk_abort();
}
