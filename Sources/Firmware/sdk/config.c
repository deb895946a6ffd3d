/* The configuration area, read through the SPI controller: nothing of it is compiled in. */
#include "registers.h"
#include "sdk.h"

#include <stdlib.h>

/* Aligned to 4 bytes on both sides of the copy but for the tail. */
void flash_read(uint32_t address, void *target, size_t count)
{
    uint8_t *out = target;
    while (count) {
        size_t part = count < 64 ? count : 64;
        SPI0_ADDR = address | (uint32_t)((part + 3) & ~3u) << 24;
        SPI0_CMD = 1u << 31;
        while (SPI0_CMD) {
        }
        for (size_t i = 0; i < part; i++) {
            out[i] = (uint8_t)(SPI0_W(i / 4) >> (8 * (i & 3)));
        }
        out += part;
        address += part;
        count -= part;
    }
}

/* Address of the value of `key`, 0 when absent. */
static uint32_t find(enum config_key key, uint32_t *length)
{
    uint32_t header[3];
    flash_read(CONFIG_AREA, header, sizeof header);
    if (header[0] != CONFIG_MAGIC || header[1] != CONFIG_VERSION || header[2] > CONFIG_AREA_SIZE) {
        return 0;
    }
    for (uint32_t at = sizeof header; at + 8 <= header[2];) {
        uint32_t entry[2];
        flash_read(CONFIG_AREA + at, entry, sizeof entry);
        if (entry[0] == 0) {
            return 0;
        }
        if (entry[0] == (uint32_t)key) {
            *length = entry[1];
            return CONFIG_AREA + at + 8;
        }
        at += 8 + ((entry[1] + 3) & ~3u);
    }
    return 0;
}

int config_has(enum config_key key)
{
    uint32_t length;
    return find(key, &length) != 0;
}

uint32_t config_number(enum config_key key)
{
    uint32_t length = 0, value = 0;
    uint32_t address = find(key, &length);
    if (address && length == 4) {
        flash_read(address, &value, 4);
    }
    return value;
}

char *config_string(enum config_key key, size_t *length)
{
    uint32_t size = 0;
    uint32_t address = find(key, &size);
    char *copy = address ? malloc(size + 1) : NULL;
    if (copy) {
        flash_read(address, copy, size);
        copy[size] = 0;
    }
    if (length) {
        *length = size;
    }
    return copy;
}
