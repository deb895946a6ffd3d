#include "rtos_wifi.h"

#include "esp_log.h"
#include "registers.h"
#include "sdk.h"
#include "station.h"

static const char *log_tag;

static void begin(const char *ssid) { esp_log('I', log_tag, "Setting WiFi configuration SSID %s...", ssid); }

void rtos_wifi_join(const char *tag)
{
    static const struct station_wait wait = {100, 300, begin, NULL};
    log_tag = tag;
    station_join(&wait);
    uint32_t ip = WIFI(IP);
    esp_log('I', log_tag, "Connected with IP Address:%d.%d.%d.%d", (int)(ip & 0xFF), (int)(ip >> 8 & 0xFF),
            (int)(ip >> 16 & 0xFF), (int)(ip >> 24));
}
