/* Small arithmetic and the reading of addresses. */
#include "library.h"

/* `value` in units of `unit`, rounded up. */
uint32_t rom_multofup(uint32_t value, uint32_t unit)
{
    return (value + unit - 1) / unit;
}

/* -1 where `digit` is none. */
int rom_hex_digit(uint32_t digit)
{
    if (digit >= '0' && digit <= '9') {
        return (int)(digit - '0');
    }
    uint32_t letter = digit | 0x20;
    return letter >= 'a' && letter <= 'f' ? (int)(letter - 'a' + 10) : -1;
}

/* Six pairs of digits with any character between them, behind blanks; NULL where a digit is none. */
uint8_t *rom_read_mac(uint8_t *mac, const char *text)
{
    while (read_byte(text) == ' ' || read_byte(text) == '\t') {
        text++;
    }
    for (int at = 0; at < 6; at++) {
        int high = rom_hex_digit(read_byte(text));
        int low = high < 0 ? -1 : rom_hex_digit(read_byte(text + 1));
        if (low < 0) {
            return NULL;
        }
        mac[at] = (uint8_t)(high << 4 | low);
        text += 3;
    }
    return mac;
}
