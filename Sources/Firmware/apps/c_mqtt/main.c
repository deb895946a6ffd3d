/* The example c_mqtt of Mongoose OS: requests in JSON on `/request` switch a pin, watch a button, and use the I2C bus; what
 * became of them goes to `/response`. */
#include <stdio.h>
#include <string.h>

#include "gpio.h"
#include "i2c.h"
#include "json.h"
#include "mgos_mqtt.h"
#include "registers.h"
#include "sdk.h"
#include "station.h"

#define REQUEST "/request"
#define RESPONSE "/response"
#define LED_GPIO 2
#define LONGEST_READ 100
#define DEBOUNCE_US 50000u
#define CLICK_GUARD_US 200000u

enum request_error { UNKNOWN_COMMAND = -1, I2C_NOT_CONFIGURED = -2, I2C_READ_LIMIT_EXCEEDED = -3 };

/* i2c.sda_gpio and i2c.scl_gpio of the ESP8266 (fw/platforms/esp8266); i2c.enable is on. */
static const struct i2c bus = {.sda = 12, .scl = 14};

/* A watched button. */
static struct {
    uint8_t is_watched, pin, level, is_settled;
    uint32_t changed_us, clicked_us;
} button;

static void respond(const char *text)
{
    mgos_log(RESPONSE " -> %s", text);
    if (mgos_mqtt_publish(RESPONSE, text) == 0) {
        PROBE(APP_STATE) = APP_PUBLISHED;
    }
}

static void refuse(enum request_error code, const char *message)
{
    char text[100];
    snprintf(text, sizeof text, "{\"error\": {\"code\": %d, \"message\": \"%s\"}}", code, message);
    respond(text);
}

/* The numbers `first` and, unless it is NULL, `second` of the object at `path`. */
static int numbers(const struct mqtt_message *message, const char *first, int32_t *a, const char *second, int32_t *b)
{
    struct json_value value;
    return json_find(message->payload, message->length, first, &value) && json_int(&value, a) &&
           (!second || (json_find(message->payload, message->length, second, &value) && json_int(&value, b)));
}

static void switch_pin(int32_t pin, int32_t state)
{
    char text[64];
    gpio_take((unsigned)pin, 0);
    gpio_drive((unsigned)pin, state > 0);
    snprintf(text, sizeof text, "{\"type\": \"gpio\", \"pin\": %d, \"state\": %d}", (int)pin, (int)state);
    respond(text);
}

static void watch_button(int32_t pin)
{
    char text[64];
    gpio_take((unsigned)pin, 1);
    gpio_release((unsigned)pin);
    memset(&button, 0, sizeof button);
    button.is_watched = button.is_settled = 1;
    button.pin = (uint8_t)pin;
    button.level = (uint8_t)gpio_read((unsigned)pin);
    button.clicked_us = sdk_time_us() - CLICK_GUARD_US;
    snprintf(text, sizeof text, "{\"type\": \"button\", \"pin\": %d}", (int)pin);
    respond(text);
}

/* A rising edge that stands for the debounce time is a click, unless the last one was just now. */
static void poll_button(void)
{
    uint32_t now = sdk_time_us();
    int level = button.is_watched ? gpio_read(button.pin) : 0;
    if (!button.is_watched) {
        return;
    }
    if (level != button.level) {
        button.level = (uint8_t)level;
        button.changed_us = now;
        button.is_settled = 0;
    } else if (!button.is_settled && now - button.changed_us >= DEBOUNCE_US) {
        button.is_settled = 1;
        if (level && now - button.clicked_us >= CLICK_GUARD_US) {
            char text[48];
            button.clicked_us = now;
            mgos_log("Click!");
            snprintf(text, sizeof text, "{\"type\": \"click\", \"pin\": %d}", button.pin);
            respond(text);
        }
    }
}

static void read_i2c(int32_t address, int32_t length)
{
    uint8_t bytes[LONGEST_READ];
    char text[60 + 2 * LONGEST_READ];
    if (length <= 0 || length > LONGEST_READ) {
        refuse(I2C_READ_LIMIT_EXCEEDED, "Too long read");
        return;
    }
    int status = i2c_read(&bus, (uint8_t)address, bytes, (size_t)length);
    int count = snprintf(text, sizeof text, "{\"type\": \"i2c_read\", \"status\": %d", status);
    if (status) {
        count += snprintf(text + count, sizeof text - (size_t)count, ", \"data\": \"");
        write_hex(text + count, bytes, (unsigned)length, 'a');
        count += 2 * length;
        text[count++] = '"';
    }
    text[count] = '}';
    text[count + 1] = 0;
    respond(text);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The first byte of the hexadecimal text is the address. */
static void write_i2c(const struct json_value *data)
{
    uint8_t bytes[LONGEST_READ];
    char text[48];
    size_t count = 0;
    for (; count < sizeof bytes && 2 * count + 1 < data->length; count++) {
        int high = hex_digit(data->text[2 * count]), low = hex_digit(data->text[2 * count + 1]);
        if (high < 0 || low < 0) {
            break;
        }
        bytes[count] = (uint8_t)(high << 4 | low);
    }
    int status = count && i2c_write(&bus, bytes[0], bytes + 1, count - 1);
    snprintf(text, sizeof text, "{\"type\": \"i2c_write\", \"status\": %d}", status);
    respond(text);
}

static void on_request(const struct mqtt_message *message)
{
    int32_t a = 0, b = 0;
    struct json_value data;
    mgos_log("got command: [%.*s]", (int)message->length, message->payload);
    if (numbers(message, "gpio.pin", &a, "gpio.state", &b) && gpio_exists((unsigned)a)) {
        switch_pin(a, b);
    } else if (numbers(message, "button.pin", &a, NULL, NULL) && gpio_exists((unsigned)a)) {
        watch_button(a);
    } else if (numbers(message, "i2c_read.addr", &a, "i2c_read.len", &b)) {
        read_i2c(a, b);
    } else if (json_find(message->payload, message->length, "i2c_write.data", &data)) {
        write_i2c(&data);
    } else {
        refuse(UNKNOWN_COMMAND, "unknown command");
    }
}

static void begin_wifi(const char *ssid) { mgos_log("WiFi STA: Connecting to %s", ssid); }

void app_main(void)
{
    static const struct mgos_mqtt application = {REQUEST, on_request, poll_button};
    static const struct station_wait wait = {100, 300, begin_wifi, NULL};
    gpio_take(LED_GPIO, 0); /* the ROM prints on it */
    i2c_init(&bus);
    station_join(&wait);
    mgos_mqtt_run(&application);
}
