#include "station.h"

#include <stdlib.h>

#include "registers.h"
#include "sdk.h"

static int has_failed(uint32_t status)
{
    return status == STATION_WRONG_PASSWORD || status == STATION_NO_AP || status == STATION_FAILED;
}

/* One try: the status it ended with. */
static uint32_t try_once(const struct station_wait *wait, const char *ssid, const char *password)
{
    if (wait->begins) {
        wait->begins(ssid);
    }
    wifi_connect(ssid, password);
    uint32_t status = wifi_status();
    for (unsigned look = 0; status != STATION_GOT_IP && look < wait->looks; look++) {
        if (wait->waits) {
            wait->waits(status);
        }
        if (has_failed(status)) {
            break;
        }
        sdk_delay_ms(wait->interval_ms);
        status = wifi_status();
    }
    return status;
}

void station_join(const struct station_wait *wait)
{
    char *ssid = config_string(CONFIG_SSID, NULL);
    char *password = config_string(CONFIG_PASSWORD, NULL);
    uint32_t status;
    PROBE(APP_STATE) = APP_WIFI;
    while ((status = try_once(wait, ssid, password)) != STATION_GOT_IP) {
        PROBE(APP_STATE) = PROBE_APP_FAILED | status;
        sdk_delay_ms(wait->interval_ms);
    }
    PROBE(APP_STATE) = APP_WIFI_UP;
    free(ssid);
    free(password);
}

void station_mac(uint8_t mac[6])
{
    uint32_t vendor = EFUSE_VENDOR, middle = EFUSE_MAC1;
    mac[0] = (uint8_t)(vendor >> 16);
    mac[1] = (uint8_t)(vendor >> 8);
    mac[2] = (uint8_t)vendor;
    mac[3] = (uint8_t)(middle >> 8);
    mac[4] = (uint8_t)middle;
    mac[5] = (uint8_t)(EFUSE_MAC0 >> 24);
}

void write_hex(char *to, const uint8_t *bytes, unsigned count, char letters)
{
    for (unsigned i = 0; i < 2 * count; i++) {
        unsigned digit = bytes[i / 2] >> (i % 2 ? 0 : 4) & 15;
        to[i] = (char)(digit < 10 ? '0' + digit : (unsigned)letters + digit - 10);
    }
    to[2 * count] = 0;
}
