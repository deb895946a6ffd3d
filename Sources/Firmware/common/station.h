/* Joining the network of the configuration, and the station's address. */
#ifndef VESP_STATION_H
#define VESP_STATION_H

#include <stdint.h>

/* How an application waits for its network. */
struct station_wait {
    /* Between two looks at the status, and how many of them before it begins anew. */
    uint16_t interval_ms, looks;
    /* What it says when it begins, and at each look without an address. NULL for nothing. */
    void (*begins)(const char *ssid);
    void (*waits)(uint32_t status);
};

/* Returns when there is an address, with the application's progress told to the probe. */
void station_join(const struct station_wait *wait);

void station_mac(uint8_t mac[6]);

/* `count` bytes as hexadecimal digits with a NUL behind them; `letters` is 'A' or 'a'. */
void write_hex(char *to, const uint8_t *bytes, unsigned count, char letters);

#endif
