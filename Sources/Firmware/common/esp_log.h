/* ESP_LOGx of ESP8266_RTOS_SDK: time, tag and colour around a text. */
#ifndef VESP_ESP_LOG_H
#define VESP_ESP_LOG_H

/* `letter` is E, W or I. */
void esp_log(char letter, const char *tag, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
