/* How the examples of ESP8266_RTOS_SDK and ESP-IDF join their network. */
#ifndef VESP_RTOS_WIFI_H
#define VESP_RTOS_WIFI_H

/* Returns when there is an address; `tag` is the example's in its log. */
void rtos_wifi_join(const char *tag);

#endif
