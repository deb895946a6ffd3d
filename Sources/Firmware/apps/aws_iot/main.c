/* The example aws_iot of esp-open-rtos: `esp8266/control` switches the LED, `esp8266/status` tells how it goes. Its
 * behaviour, prints and retry rules, as one cooperative loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mqtt.h"
#include "registers.h"
#include "sdk.h"
#include "station.h"
#include "tls.h"

#define LED_GPIO 2
#define WIFI_RETRIES 30
#define KEEP_ALIVE_S 1000
#define PACKET 100
#define PUBLISH_INTERVAL_US 10000000u
#define ERROR_SLEEP_MS 5000
/* That the chain cannot be verified, the one error after which the handshake is not begun again on the same context. BearSSL,
 * whose errors are positive, has no such context: its connection is made anew. */
#define VERIFY_FAILED (-0x2700)

static void read_failed(int result) { os_printf("mqtt_ssl_read: TLS read error (%d), resetting\n\r", result); }

/* extras/paho_mqtt_c: errors are FAILURE, BUFFER_OVERFLOW and READ_ERROR; a read goes through lwIP's mailbox, where others
 * get their turn. */
static const struct mqtt_kind paho = {
    .out_size = PACKET,
    .in_size = PACKET,
    .answer_ms = 5000,
    .wait = WAIT_PASSES,
    .failed = -1,
    .unanswered = -1,
    .too_long_out = -1,
    .too_long_in = -4,
    .read = -1,
    .read_failed = read_failed,
};

/* The LED lights when GPIO2 is low. */
static void led_write(int level)
{
    if (level) {
        GPIO_OUT_W1TS = 1u << LED_GPIO;
    } else {
        GPIO_OUT_W1TC = 1u << LED_GPIO;
    }
}

static void on_control(const struct mqtt_message *message)
{
    os_printf("Received: %.*s = %.*s\r\n", (int)message->topic_length, message->topic, (int)message->length,
              message->payload);
    if (message->length >= 3 && memcmp(message->payload, "off", 3) == 0) {
        os_printf("Turning off LED\r\n");
        led_write(1);
    } else if (message->length >= 2 && memcmp(message->payload, "on", 2) == 0) {
        os_printf("Turning on LED\r\n");
        led_write(0);
    }
}

static uint8_t out[PACKET], in[PACKET];
static struct mqtt mqtt = {.kind = &paho, .transport = &mqtt_over_tls, .on_message = on_control, .out = out, .in = in};

static void begin_wifi(const char *ssid)
{
    (void)ssid;
    os_printf("wifi_task: Connecting to WiFi\n\r");
}

static void wait_for_wifi(uint32_t status)
{
    os_printf("wifi_task: status = %d\n\r", (int)status);
    if (status == STATION_WRONG_PASSWORD) {
        os_printf("WiFi: wrong password\n\r");
    } else if (status == STATION_NO_AP) {
        os_printf("WiFi: AP not found\n\r");
    } else if (status == STATION_FAILED) {
        os_printf("WiFi: connection failed\r\n");
    }
}

static void make_client_id(char id[17])
{
    uint8_t mac[6];
    station_mac(mac);
    memcpy(id, "ESP-", 4);
    write_hex(id + 4, mac, sizeof mac, 'A');
}

static int publish_status(void)
{
    char text[80];
    snprintf(text, sizeof text, "%u: free heap %u, free stack %u", (unsigned)sdk_ticks(), (unsigned)heap_free(),
             (unsigned)stack_free());
    os_printf("Schedule to publish\r\n");
    os_printf("Publishing: %s\r\n", text);
    int result = mqtt_publish(&mqtt, "esp8266/status", text, 1);
    if (result) {
        os_printf("error while publishing message: %d\n\r", result);
    }
    return result;
}

/* One MQTT session, until it breaks. */
static void serve(void)
{
    char client_id[17];
    make_client_id(client_id);
    os_printf("Send MQTT connect ... ");
    int result = mqtt_connect(&mqtt, client_id, KEEP_ALIVE_S);
    if (result) {
        os_printf("error: %d\n\r", result);
        return;
    }
    os_printf("done\r\n");
    PROBE(APP_STATE) = APP_MQTT_UP;
    if (mqtt_subscribe(&mqtt, "esp8266/control", 1) == 0) {
        PROBE(APP_STATE) = APP_SUBSCRIBED;
        uint32_t last = sdk_time_us();
        while (wifi_status() == STATION_GOT_IP && mqtt_yield(&mqtt, 1000) == 0) {
            if (sdk_time_us() - last < PUBLISH_INTERVAL_US) {
                continue;
            }
            last = sdk_time_us();
            if (publish_status()) {
                break;
            }
            PROBE(APP_STATE) = APP_PUBLISHED;
        }
    }
    os_printf("Connection dropped, request restart\n\r");
}

static int fail(int result)
{
    PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
    os_printf("%s: %d\n\r", tls_is_errno(result) ? "error" : "Error", result);
    sdk_delay_ms(tls_is_errno(result) ? 10 : ERROR_SLEEP_MS);
    return result;
}

static void run_mqtt(const char *host, unsigned port)
{
    os_printf("mqtt_task: connecting to MQTT server %s ... ", host);
    PROBE(APP_STATE) = APP_CONNECTING;
    int result = tls_connect(host, port);
    while (result && fail(result) < 0 && result != VERIFY_FAILED && !tls_is_errno(result)) {
        result = tls_handshake();
    }
    if (result == 0) {
        os_printf("done\n\r");
        PROBE(APP_STATE) = APP_TLS_UP;
        serve();
    }
    tls_close();
}

void app_main(void)
{
    static const struct station_wait wait = {1000, WIFI_RETRIES, begin_wifi, wait_for_wifi};
    char *version = config_string(CONFIG_SDK_NAME, NULL);
    os_printf("SDK version: %s, free heap %u\n", version, (unsigned)heap_free());
    free(version);
    led_write(1);
    IOMUX_GPIO2 = 0; /* the ROM prints on it */
    GPIO_ENABLE_W1TS = 1u << LED_GPIO;
    station_join(&wait);
    os_printf("WiFi: Connected\n\rmqtt_task: started\n\r");
    char *host = config_string(CONFIG_HOST, NULL);
    int result = tls_init();
    if (result) {
        PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
        for (;;) {
            fail(result);
        }
    }
    for (;;) {
        if (wifi_status() != STATION_GOT_IP) {
            sdk_delay_ms(500);
            continue;
        }
        run_mqtt(host, config_number(CONFIG_PORT));
    }
}
