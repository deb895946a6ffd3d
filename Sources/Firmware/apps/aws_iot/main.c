/* The application: Wi-Fi, TLS, MQTT; `esp8266/control` switches the LED, `esp8266/status` tells how it goes.
 * Behaviour, prints and retry rules of esp-open-rtos' aws_iot example, as one cooperative loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mqtt.h"
#include "registers.h"
#include "sdk.h"
#include "tls.h"

#define LED_GPIO 2
#define WIFI_RETRIES 30
#define KEEP_ALIVE_S 1000
#define PUBLISH_INTERVAL_US 10000000u
#define ERROR_SLEEP_MS 5000

/* The LED lights when GPIO2 is low. */
static void led_write(int level)
{
    if (level) {
        GPIO_OUT_W1TS = 1u << LED_GPIO;
    } else {
        GPIO_OUT_W1TC = 1u << LED_GPIO;
    }
}

static void on_control(const char *topic, size_t topic_length, const char *payload, size_t length)
{
    os_printf("Received: ");
    for (size_t i = 0; i < topic_length; i++) {
        os_printf("%c", topic[i]);
    }
    os_printf(" = ");
    for (size_t i = 0; i < length; i++) {
        os_printf("%c", payload[i]);
    }
    os_printf("\r\n");
    if (length >= 3 && memcmp(payload, "off", 3) == 0) {
        os_printf("Turning off LED\r\n");
        led_write(1);
    } else if (length >= 2 && memcmp(payload, "on", 2) == 0) {
        os_printf("Turning on LED\r\n");
        led_write(0);
    }
}

static void connect_wifi(void)
{
    char *ssid = config_string(CONFIG_SSID, NULL);
    char *password = config_string(CONFIG_PASSWORD, NULL);
    PROBE(APP_STATE) = APP_WIFI;
    for (;;) {
        os_printf("wifi_task: Connecting to WiFi\n\r");
        wifi_connect(ssid, password);
        uint32_t status = wifi_status();
        for (int retry = WIFI_RETRIES; status != STATION_GOT_IP && retry; retry--) {
            os_printf("wifi_task: status = %d\n\r", (int)status);
            if (status == STATION_WRONG_PASSWORD) {
                os_printf("WiFi: wrong password\n\r");
                break;
            }
            if (status == STATION_NO_AP) {
                os_printf("WiFi: AP not found\n\r");
                break;
            }
            if (status == STATION_FAILED) {
                os_printf("WiFi: connection failed\r\n");
                break;
            }
            sdk_delay_ms(1000);
            status = wifi_status();
        }
        if (status == STATION_GOT_IP) {
            break;
        }
        PROBE(APP_STATE) = PROBE_APP_FAILED | status;
        sdk_delay_ms(1000);
    }
    os_printf("WiFi: Connected\n\r");
    PROBE(APP_STATE) = APP_WIFI_UP;
    free(ssid);
    free(password);
}

static void make_client_id(char *id)
{
    static const char digits[] = "0123456789ABCDEF";
    uint32_t vendor = EFUSE_VENDOR, middle = EFUSE_MAC1, last = EFUSE_MAC0 >> 24;
    uint32_t bytes[6] = {vendor >> 16 & 0xFF, vendor >> 8 & 0xFF, vendor & 0xFF,
                         middle >> 8 & 0xFF,  middle & 0xFF,      last};
    memcpy(id, "ESP-", 4);
    for (int i = 0; i < 6; i++) {
        id[4 + 2 * i] = digits[bytes[i] >> 4];
        id[5 + 2 * i] = digits[bytes[i] & 15];
    }
    id[16] = 0;
}

static int publish_status(void)
{
    char text[80];
    snprintf(text, sizeof text, "%u: free heap %u, free stack %u", (unsigned)sdk_ticks(), (unsigned)heap_free(),
             (unsigned)stack_free());
    os_printf("Schedule to publish\r\n");
    os_printf("Publishing: %s\r\n", text);
    return mqtt_publish("esp8266/status", text);
}

/* One MQTT session, until it breaks. */
static void serve(void)
{
    char client_id[17];
    make_client_id(client_id);
    os_printf("Send MQTT connect ... ");
    int result = mqtt_connect(client_id, KEEP_ALIVE_S);
    if (result) {
        os_printf("error: %d\n\r", result);
        return;
    }
    os_printf("done\r\n");
    PROBE(APP_STATE) = APP_MQTT_UP;
    if (mqtt_subscribe("esp8266/control", on_control)) {
        return;
    }
    PROBE(APP_STATE) = APP_SUBSCRIBED;
    uint32_t last = sdk_time_us();
    while (wifi_status() == STATION_GOT_IP) {
        if (sdk_time_us() - last >= PUBLISH_INTERVAL_US) {
            last = sdk_time_us();
            if (publish_status()) {
                break;
            }
            PROBE(APP_STATE) = APP_PUBLISHED;
        }
        if (mqtt_yield(1000)) {
            break;
        }
    }
    os_printf("Connection dropped, request restart\n\r");
}

static void run_mqtt(const char *host, unsigned port)
{
    os_printf("mqtt_task: connecting to MQTT server %s ... ", host);
    PROBE(APP_STATE) = APP_CONNECTING;
    int result = tls_connect(host, port);
    if (result) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
        os_printf("%s: %d\n\r", tls_is_errno(result) ? "error" : "Error", result);
        sdk_delay_ms(tls_is_errno(result) ? 10 : ERROR_SLEEP_MS);
    } else {
        PROBE(APP_STATE) = APP_TLS_UP;
        serve();
    }
    tls_close();
}

void app_main(void)
{
    char *version = config_string(CONFIG_SDK_NAME, NULL);
    os_printf("SDK version: %s, free heap %u\n", version, (unsigned)heap_free());
    free(version);
    led_write(1);
    IOMUX_GPIO2 = 0; /* the ROM prints on it */
    GPIO_ENABLE_W1TS = 1u << LED_GPIO;
    connect_wifi();
    os_printf("mqtt_task: started\n\r");
    char *host = config_string(CONFIG_HOST, NULL);
    int result = tls_init();
    if (result) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | (uint32_t)abs(result);
        os_printf("Error: %d\n\r", result);
        PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
        for (;;) {
            sdk_delay_ms(1000);
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
