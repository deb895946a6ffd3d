/* A sketch with WiFiClientSecure and PubSubClient, as the example MQTT_x509_bin for AWS IoT: `inTopic` is heard, and
 * `outTopic` told something every two seconds. */
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "pubsubclient.h"
#include "registers.h"
#include "sdk.h"
#include "station.h"
#include "tls.h"

/* MQTT_MAX_PACKET_SIZE of the library. */
#define PACKET 128
#define PUBLISH_INTERVAL_US 2000000u
#define LED_GPIO 2

static struct mqtt mqtt;
static char *host;

static int open(void) { return tls_connect(host, config_number(CONFIG_PORT)); }

/* The module's LED lights when GPIO2 is low. */
static void led_write(int level)
{
    if (level) {
        GPIO_OUT_W1TS = 1u << LED_GPIO;
    } else {
        GPIO_OUT_W1TC = 1u << LED_GPIO;
    }
}

/* As the library's own example: the LED lights for a payload that begins with 1. */
static void on_message(const struct mqtt_message *message)
{
    os_printf("Message arrived [%.*s] %.*s\n", (int)message->topic_length, message->topic, (int)message->length,
              message->payload);
    led_write(!message->length || message->payload[0] != '1');
}

static void begin(const char *ssid) { os_printf("\nConnecting to %s\n", ssid); }

static void wait(uint32_t status)
{
    (void)status;
    os_printf(".");
}

static void join(void)
{
    static const struct station_wait waiting = {500, 60, begin, wait};
    station_join(&waiting);
    uint32_t ip = WIFI(IP);
    os_printf("\nWiFi connected\nIP address: \n%d.%d.%d.%d\n", (int)(ip & 0xFF), (int)(ip >> 8 & 0xFF),
              (int)(ip >> 16 & 0xFF), (int)(ip >> 24));
}

static void connect(void)
{
    int state;
    char *id = pubsubclient_random_id("ESP8266Client-");
    os_printf("Attempting MQTT connection...");
    while ((state = pubsubclient_connect(&mqtt, open, tls_close, id))) {
        os_printf("failed, rc=%d try again in 5 seconds\n", state);
        sdk_delay_ms(5000);
        os_printf("Attempting MQTT connection...");
    }
    free(id);
    os_printf("connected\n");
}

static int publish(unsigned number)
{
    char text[40];
    snprintf(text, sizeof text, "hello world #%u", number);
    os_printf("Publish message: %s\n", text);
    int result = mqtt_send_publish(&mqtt, "outTopic", text, 0);
    os_printf("Heap: %u\n", (unsigned)heap_free());
    if (result == 0) {
        PROBE(APP_STATE) = APP_PUBLISHED;
    }
    return result;
}

/* Until the connection breaks. */
static void serve(void)
{
    static const char *const topic = "inTopic";
    static unsigned number;
    uint32_t last = sdk_time_us();
    int result = mqtt_send_subscribe(&mqtt, &topic, 1, 0);
    if (result == 0) {
        PROBE(APP_STATE) = APP_SUBSCRIBED;
    }
    while (result == 0 && (result = pubsubclient_loop(&mqtt)) == 0) {
        if (sdk_time_us() - last >= PUBLISH_INTERVAL_US) {
            last += PUBLISH_INTERVAL_US;
            result = publish(++number);
        }
        sdk_idle();
    }
    tls_close();
}

void app_main(void)
{
    led_write(1);
    IOMUX_GPIO2 = 0; /* the ROM prints on it */
    GPIO_ENABLE_W1TS = 1u << LED_GPIO;
    host = config_string(CONFIG_HOST, NULL);
    join();
    clock_fetch();
    int result = tls_init();
    if (result || pubsubclient_init(&mqtt, &mqtt_over_tls, PACKET, on_message)) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
        PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
        os_printf("cert or private key not loaded\n");
        for (;;) {
            sdk_delay_ms(1000);
        }
    }
    os_printf("cert loaded\nprivate key loaded\nHeap: %u\n", (unsigned)heap_free());
    for (;;) {
        connect();
        serve();
    }
}
