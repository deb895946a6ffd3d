/* Forms of a CRC: bit by bit, and by a table of 16 or 256 entries in flash or in RAM. FORM names the one that this
 * compilation is for: in a library each is a file of its own, and the compiler inlines and folds by file. */
#include "crc.h"

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

#define READER(type, READ)                                 \
    static inline type read_entry(const type *entry)      \
    {                                                      \
        uint32_t value;                                    \
        READ(value, entry);                                \
        return (type)value;                                \
    }
#define FROM_RAM(value, entry) value = *entry

#define RAM_TABLE(type, ...) static const type table[] = {__VA_ARGS__};
#define FLASH_TABLE(type, ...) static const type table[] PROGMEM = {__VA_ARGS__};

/* A CRC that shifts to the left takes the high nibble of a byte first, one that shifts to the right the low one. */
#define LEFT_BY_NIBBLE(name, type, width)                      \
    type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        uint8_t index;                                                      \
        while (length--) {                                                  \
            index = (crc >> (width - 4)) ^ (*data >> 4);                    \
            crc = read_entry(table + (index & 15)) ^ (crc << 4);            \
            index = (crc >> (width - 4)) ^ *data;                           \
            crc = read_entry(table + (index & 15)) ^ (crc << 4);            \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

#define RIGHT_BY_NIBBLE(name, type)                            \
    type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        uint8_t index;                                                      \
        while (length--) {                                                  \
            index = crc ^ *data;                                            \
            crc = read_entry(table + (index & 15)) ^ (crc >> 4);            \
            index = crc ^ (*data >> 4);                                     \
            crc = read_entry(table + (index & 15)) ^ (crc >> 4);            \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

#define BY_BYTE(name, type, index, rest)                       \
    type name(type crc, const uint8_t *data, size_t length)          \
    {                                                                       \
        while (length--) {                                                  \
            uint8_t place = (index) ^ *data;                                \
            crc = read_entry(table + place) ^ (rest);                       \
            data++;                                                         \
        }                                                                   \
        return crc;                                                         \
    }

/* `first` is the mask of the bit of a byte that comes first; the register shifts to the left. */
#define BY_BIT(name, type, top, poly, first, next)                          \
    type name(type crc, const uint8_t *data, size_t length)          \
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

#define FORM_crc8_bit BY_BIT(crc8_bit, uint8_t, 0x80, 0x07, 0x80, >> 1)
#define FORM_ccitt_bit BY_BIT(ccitt_bit, uint16_t, 0x8000, 0x1021, 0x80, >> 1)
#define FORM_modbus_bit BY_BIT(modbus_bit, uint16_t, 0x8000, 0x8005, 0x01, << 1)
#define FORM_crc32_bit BY_BIT(crc32_bit, uint32_t, 0x80000000, 0x04C11DB7, 0x01, << 1)
#define FORM_crc8_nibble FLASH_TABLE(uint8_t, ROW(CRC8_NIBBLE, 0)) READER(uint8_t, FLASH_BYTE) LEFT_BY_NIBBLE(crc8_nibble, uint8_t, 8)
#define FORM_ccitt_nibble FLASH_TABLE(uint16_t, ROW(CCITT_NIBBLE, 0)) READER(uint16_t, FLASH_WORD) LEFT_BY_NIBBLE(ccitt_nibble, uint16_t, 16)
#define FORM_modbus_nibble FLASH_TABLE(uint16_t, ROW(MODBUS_NIBBLE, 0)) READER(uint16_t, FLASH_WORD) RIGHT_BY_NIBBLE(modbus_nibble, uint16_t)
#define FORM_crc32_nibble FLASH_TABLE(uint32_t, ROW(CRC32_NIBBLE, 0)) READER(uint32_t, FLASH_WORD) RIGHT_BY_NIBBLE(crc32_nibble, uint32_t)
#define FORM_crc8_nibblem RAM_TABLE(uint8_t, ROW(CRC8_NIBBLE, 0)) READER(uint8_t, FROM_RAM) LEFT_BY_NIBBLE(crc8_nibblem, uint8_t, 8)
#define FORM_ccitt_nibblem RAM_TABLE(uint16_t, ROW(CCITT_NIBBLE, 0)) READER(uint16_t, FROM_RAM) LEFT_BY_NIBBLE(ccitt_nibblem, uint16_t, 16)
#define FORM_modbus_nibblem RAM_TABLE(uint16_t, ROW(MODBUS_NIBBLE, 0)) READER(uint16_t, FROM_RAM) RIGHT_BY_NIBBLE(modbus_nibblem, uint16_t)
#define FORM_crc32_nibblem RAM_TABLE(uint32_t, ROW(CRC32_NIBBLE, 0)) READER(uint32_t, FROM_RAM) RIGHT_BY_NIBBLE(crc32_nibblem, uint32_t)
#define FORM_crc8_byte FLASH_TABLE(uint8_t, ROWS(CRC8_BYTE)) READER(uint8_t, FLASH_BYTE) BY_BYTE(crc8_byte, uint8_t, crc, 0)
#define FORM_ccitt_byte FLASH_TABLE(uint16_t, ROWS(CCITT_BYTE)) READER(uint16_t, FLASH_WORD) BY_BYTE(ccitt_byte, uint16_t, crc >> 8, crc << 8)
#define FORM_modbus_byte FLASH_TABLE(uint16_t, ROWS(MODBUS_BYTE)) READER(uint16_t, FLASH_WORD) BY_BYTE(modbus_byte, uint16_t, crc, crc >> 8)
#define FORM_crc32_byte FLASH_TABLE(uint32_t, ROWS(CRC32_BYTE)) READER(uint32_t, FLASH_WORD) BY_BYTE(crc32_byte, uint32_t, crc, crc >> 8)

#define EXPANDED(form) FORM_##form
#define DEFINE(form) EXPANDED(form)
DEFINE(FORM)
