/* A sketch that speaks MQTT over a WebSocket with a signed URL, as the PubSubClient example of aws-mqtt-websockets: it has no
 * certificate, subscribes to a shadow's update and publishes there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "pubsubclient.h"
#include "registers.h"
#include "sdk.h"
#include "sigv4.h"
#include "station.h"
#include "tls.h"
#include "websocket.h"

#define PACKET 512
#define TOPIC "$aws/things/your-device/shadow/update"
#define MESSAGE "{\"state\":{\"reported\":{\"on\": false}, \"desired\":{\"on\": false}}}"
#define REGION "us-east-1"
/* What the library signs with when nobody tells it the time: 1986-06-18 12:36:00. */
#define DATE_OF_LAST_RESORT 519482160u

static struct mqtt mqtt;
static char *host, *access_key;
static unsigned connections;

/* Splits ID:SECRET[:TOKEN], which then are strings of their own. */
static struct sigv4_key key(void)
{
    static struct sigv4_key parts;
    if (!parts.id) {
        parts.id = access_key;
        char *secret = strchr(access_key, ':'), *token = secret ? strchr(secret + 1, ':') : NULL;
        parts.secret = secret ? secret + 1 : "";
        parts.token = token ? token + 1 : NULL;
        if (secret) {
            *secret = 0;
        }
        if (token) {
            *token = 0;
        }
    }
    return parts;
}

static int open(void)
{
    struct sigv4_key parts = key();
    unsigned now = clock_fetch() ? clock_seconds() : DATE_OF_LAST_RESORT;
    size_t room = strlen(host) + 8;
    char *name = malloc(room);
    snprintf(name, room, "%s:%u", host, (unsigned)config_number(CONFIG_PORT));
    char *path = sigv4_path(&parts, name, REGION, now);
    int result = path ? tls_connect(host, config_number(CONFIG_PORT)) : WEBSOCKET_BROKEN;
    if (result == 0 && (result = websocket_open(name, path)) == WEBSOCKET_REFUSED) {
        os_printf("HTTP %u\n", websocket_status);
    }
    free(path);
    free(name);
    return result;
}

static void on_message(const struct mqtt_message *message)
{
    os_printf("Message arrived [%.*s] %.*s\n", (int)message->topic_length, message->topic, (int)message->length,
              message->payload);
}

static int connect(void)
{
    char *id = pubsubclient_random_id("");
    os_printf("%u - conn: %u - (%u)\n", (unsigned)(sdk_time_us() / 1000), ++connections, (unsigned)heap_free());
    int state = pubsubclient_connect(&mqtt, open, tls_close, id);
    free(id);
    os_printf(state ? "failed, rc=%d\n" : "connected\n", state);
    return state;
}

static int subscribe_and_publish(void)
{
    static const char *const topic = TOPIC;
    int result = mqtt_send_subscribe(&mqtt, &topic, 1, 0);
    if (result) {
        return result;
    }
    os_printf("MQTT subscribed\n");
    PROBE(APP_STATE) = APP_SUBSCRIBED;
    if ((result = mqtt_send_publish(&mqtt, TOPIC, MESSAGE, 0)) == 0) {
        PROBE(APP_STATE) = APP_PUBLISHED;
    }
    return result;
}

void app_main(void)
{
    static const struct station_wait waiting = {500, 60, NULL, NULL};
    station_join(&waiting);
    host = config_string(CONFIG_HOST, NULL);
    access_key = config_string(CONFIG_ACCESS_KEY, NULL);
    int result = access_key ? tls_init() : PUBSUBCLIENT_DISCONNECTED;
    result = result ? result : pubsubclient_init(&mqtt, &mqtt_over_websocket, PACKET, on_message);
    PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
    while (result) {
        sdk_delay_ms(1000);
    }
    for (;;) {
        if (connect() == 0 && subscribe_and_publish() == 0) {
            while (pubsubclient_loop(&mqtt) == 0) {
                sdk_idle();
            }
            tls_close();
        }
        sdk_delay_ms(1000);
    }
}
