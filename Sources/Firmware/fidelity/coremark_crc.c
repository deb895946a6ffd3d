/* CRC-16 bit by bit, register to the right. */
#include "coremark.h"

uint16_t crc_u8(uint8_t data, uint16_t crc)
{
    for (uint8_t bit = 0; bit < 8; bit++) {
        uint8_t differ = (data & 1) ^ (crc & 1), carry;
        data >>= 1;
        if (differ == 1) {
            crc ^= 0x4002;
            carry = 1;
        } else {
            carry = 0;
        }
        crc >>= 1;
        if (carry) {
            crc |= 0x8000;
        } else {
            crc &= 0x7FFF;
        }
    }
    return crc;
}

uint16_t crc_u16(uint16_t data, uint16_t crc)
{
    crc = crc_u8((uint8_t)data, crc);
    return crc_u8((uint8_t)(data >> 8), crc);
}

uint16_t crc_u32(uint32_t data, uint16_t crc)
{
    crc = crc_s16((int16_t)data, crc);
    return crc_s16((int16_t)(data >> 16), crc);
}

uint16_t crc_s16(int16_t data, uint16_t crc) { return crc_u16((uint16_t)data, crc); }
