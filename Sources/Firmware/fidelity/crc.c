/* CRCs over 1024 bytes in DRAM by code in flash: bit by bit, and by a table of 16 or 256 entries in flash or in RAM. */
#include "measure.h"

#define LENGTH 1024
#define SAMPLES 20

static uint8_t text[LENGTH];

/* Tables. An entry is the sum of what the bits of its index give. */
#define BITS4(i, a, b, c, d) (((i) & 1 ? (a) : 0) ^ ((i) & 2 ? (b) : 0) ^ ((i) & 4 ? (c) : 0) ^ ((i) & 8 ? (d) : 0))
#define BITS8(i, a, b, c, d, e, f, g, h) (BITS4(i, a, b, c, d) ^ BITS4((i) >> 4, e, f, g, h))
#define CRC8_NIBBLE(i) BITS4(i, 0x07, 0x0E, 0x1C, 0x38)
#define CRC8_BYTE(i) BITS8(i, 0x07, 0x0E, 0x1C, 0x38, 0x70, 0xE0, 0xC7, 0x89)
#define CCITT_NIBBLE(i) BITS4(i, 0x1021, 0x2042, 0x4084, 0x8108)
#define CCITT_BYTE(i) BITS8(i, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48C4, 0x9188)
#define MODBUS_NIBBLE(i) BITS4(i, 0xCC01, 0xD801, 0xF001, 0xA001)
#define MODBUS_BYTE(i) BITS8(i, 0xC0C1, 0xC181, 0xC301, 0xC601, 0xCC01, 0xD801, 0xF001, 0xA001)
#define CRC32_NIBBLE(i) BITS4(i, 0x1DB71064, 0x3B6E20C8, 0x76DC4190, 0xEDB88320)
#define CRC32_BYTE(i) BITS8(i, 0x77073096, 0xEE0E612C, 0x076DC419, 0x0EDB8832, 0x1DB71064, 0x3B6E20C8, 0x76DC4190, 0xEDB88320)
#define ROW(entry, i) \
    entry(i), entry(i + 1), entry(i + 2), entry(i + 3), entry(i + 4), entry(i + 5), entry(i + 6), entry(i + 7), \
        entry(i + 8), entry(i + 9), entry(i + 10), entry(i + 11), entry(i + 12), entry(i + 13), entry(i + 14), \
        entry(i + 15)
#define ROWS(entry) \
    ROW(entry, 0), ROW(entry, 16), ROW(entry, 32), ROW(entry, 48), ROW(entry, 64), ROW(entry, 80), ROW(entry, 96), \
        ROW(entry, 112), ROW(entry, 128), ROW(entry, 144), ROW(entry, 160), ROW(entry, 176), ROW(entry, 192), \
        ROW(entry, 208), ROW(entry, 224), ROW(entry, 240)

static const uint8_t crc8_nibbles[16] PROGMEM = {ROW(CRC8_NIBBLE, 0)};
static const uint8_t crc8_bytes[256] PROGMEM = {ROWS(CRC8_BYTE)};
static const uint16_t ccitt_nibbles[16] PROGMEM = {ROW(CCITT_NIBBLE, 0)};
static const uint16_t ccitt_bytes[256] PROGMEM = {ROWS(CCITT_BYTE)};
static const uint16_t modbus_nibbles[16] PROGMEM = {ROW(MODBUS_NIBBLE, 0)};
static const uint16_t modbus_bytes[256] PROGMEM = {ROWS(MODBUS_BYTE)};
static const uint32_t crc32_nibbles[16] PROGMEM = {ROW(CRC32_NIBBLE, 0)};
static const uint32_t crc32_bytes[256] PROGMEM = {ROWS(CRC32_BYTE)};

static const uint8_t crc8_ram[16] = {ROW(CRC8_NIBBLE, 0)};
static const uint16_t ccitt_ram[16] = {ROW(CCITT_NIBBLE, 0)};
static const uint16_t modbus_ram[16] = {ROW(MODBUS_NIBBLE, 0)};
static const uint32_t crc32_ram[16] = {ROW(CRC32_NIBBLE, 0)};

#define FROM_RAM(entry) (*(entry))

/* A CRC that shifts to the left takes the high nibble of a byte first, one that shifts to the right the low one. */
#define LEFT_BY_NIBBLE(name, type, width, table, read)                      \
    static __attribute__((noinline)) type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        uint8_t index;                                                      \
        while (length--) {                                                  \
            index = (crc >> (width - 4)) ^ (*data >> 4);                    \
            crc = (type)read(table + (index & 15)) ^ (crc << 4);            \
            index = (crc >> (width - 4)) ^ *data;                           \
            crc = (type)read(table + (index & 15)) ^ (crc << 4);            \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

#define RIGHT_BY_NIBBLE(name, type, table, read)                            \
    static __attribute__((noinline)) type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        uint8_t index;                                                      \
        while (length--) {                                                  \
            index = crc ^ *data;                                            \
            crc = (type)read(table + (index & 15)) ^ (crc >> 4);            \
            index = crc ^ (*data >> 4);                                     \
            crc = (type)read(table + (index & 15)) ^ (crc >> 4);            \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

#define BY_BYTE(name, type, table, read, index, rest)                       \
    static __attribute__((noinline)) type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        while (length--) {                                                  \
            uint8_t place = (index) ^ *data;                                \
            crc = (type)read(table + place) ^ (rest);                       \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

/* `first` is the mask of the bit of a byte that comes first; the register shifts to the left. */
#define BY_BIT(name, type, top, poly, first, next)                          \
    static __attribute__((noinline)) type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        while (length--) {                                                  \
            uint8_t byte = *data++;                                         \
            for (uint8_t mask = first; mask > 0; mask = mask next) {        \
                type bit = (crc & top) ^ (byte & mask ? top : 0);           \
                crc <<= 1;                                                  \
                if (bit) {                                                  \
                    crc ^= poly;                                            \
                }                                                           \
            }                                                               \
        }                                                                   \
        return crc;                                                         \
    }

BY_BIT(crc8_bit, uint8_t, 0x80, 0x07, 0x80, >> 1)
BY_BIT(ccitt_bit, uint16_t, 0x8000, 0x1021, 0x80, >> 1)
BY_BIT(modbus_bit, uint16_t, 0x8000, 0x8005, 0x01, << 1)
BY_BIT(crc32_bit, uint32_t, 0x80000000, 0x04C11DB7, 0x01, << 1)
LEFT_BY_NIBBLE(crc8_nibble, uint8_t, 8, crc8_nibbles, flash_part)
LEFT_BY_NIBBLE(ccitt_nibble, uint16_t, 16, ccitt_nibbles, flash_part)
RIGHT_BY_NIBBLE(modbus_nibble, uint16_t, modbus_nibbles, flash_part)
RIGHT_BY_NIBBLE(crc32_nibble, uint32_t, crc32_nibbles, flash_word)
LEFT_BY_NIBBLE(crc8_nibblem, uint8_t, 8, crc8_ram, FROM_RAM)
LEFT_BY_NIBBLE(ccitt_nibblem, uint16_t, 16, ccitt_ram, FROM_RAM)
RIGHT_BY_NIBBLE(modbus_nibblem, uint16_t, modbus_ram, FROM_RAM)
RIGHT_BY_NIBBLE(crc32_nibblem, uint32_t, crc32_ram, FROM_RAM)
BY_BYTE(crc8_byte, uint8_t, crc8_bytes, flash_part, crc, 0)
BY_BYTE(ccitt_byte, uint16_t, ccitt_bytes, flash_part, crc >> 8, crc << 8)
BY_BYTE(modbus_byte, uint16_t, modbus_bytes, flash_part, crc, crc >> 8)
BY_BYTE(crc32_byte, uint32_t, crc32_bytes, flash_word, crc, crc >> 8)

static uint32_t state = 1;

static void fill(void)
{
    for (int i = 0; i < LENGTH; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = 32 + (state >> 16) % 96;
    }
}

/* The mean over SAMPLES texts; what a form of a CRC gives must be what `reference` gives. */
#define MEASURE(name, type, first, reference)                               \
    do {                                                                    \
        uint32_t sum = 0;                                                   \
        for (int i = 0; i < SAMPLES; i++) {                                 \
            fill();                                                         \
            uint32_t before = ccount();                                     \
            type crc = name((type)(first), text, LENGTH);                   \
            sum += ccount() - before;                                       \
            wrong += crc != (reference);                                    \
        }                                                                   \
        report(#name, sum / SAMPLES);                                       \
    } while (0)

static uint32_t reflect(uint32_t value, int width)
{
    uint32_t reflected = 0;
    for (int i = 0; i < width; i++) {
        reflected |= (value >> i & 1) << (width - 1 - i);
    }
    return reflected;
}

int main(void)
{
    uint32_t wrong = 0;
    MEASURE(crc8_bit, uint8_t, 0, crc);
    MEASURE(crc8_nibble, uint8_t, 0, crc8_bit(0, text, LENGTH));
    MEASURE(crc8_nibblem, uint8_t, 0, crc8_bit(0, text, LENGTH));
    MEASURE(crc8_byte, uint8_t, 0, crc8_bit(0, text, LENGTH));
    MEASURE(ccitt_bit, uint16_t, ~0, crc);
    MEASURE(ccitt_nibble, uint16_t, ~0, ccitt_bit(0xFFFF, text, LENGTH));
    MEASURE(ccitt_nibblem, uint16_t, ~0, ccitt_bit(0xFFFF, text, LENGTH));
    MEASURE(ccitt_byte, uint16_t, ~0, ccitt_bit(0xFFFF, text, LENGTH));
    MEASURE(modbus_bit, uint16_t, ~0, crc);
    MEASURE(modbus_nibble, uint16_t, ~0, reflect(modbus_bit(0xFFFF, text, LENGTH), 16));
    MEASURE(modbus_nibblem, uint16_t, ~0, reflect(modbus_bit(0xFFFF, text, LENGTH), 16));
    MEASURE(modbus_byte, uint16_t, ~0, reflect(modbus_bit(0xFFFF, text, LENGTH), 16));
    MEASURE(crc32_bit, uint32_t, ~0, crc);
    MEASURE(crc32_nibble, uint32_t, ~0, reflect(crc32_bit(~0u, text, LENGTH), 32));
    MEASURE(crc32_nibblem, uint32_t, ~0, reflect(crc32_bit(~0u, text, LENGTH), 32));
    MEASURE(crc32_byte, uint32_t, ~0, reflect(crc32_bit(~0u, text, LENGTH), 32));
    return wrong != 0;
}
