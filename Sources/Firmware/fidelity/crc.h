/* Forms of a CRC, each apart from its caller as a library's are. */
#ifndef VESP_FIDELITY_CRC_H
#define VESP_FIDELITY_CRC_H

#include "measure.h"

#define CRC_FORM(name, type) type name(type crc, const uint8_t *data, size_t length);
#define CRC_FORMS(name, type)      \
    CRC_FORM(name##_bit, type)     \
    CRC_FORM(name##_nibble, type)  \
    CRC_FORM(name##_nibblem, type) \
    CRC_FORM(name##_byte, type)
CRC_FORMS(crc8, uint8_t)
CRC_FORMS(ccitt, uint16_t)
CRC_FORMS(modbus, uint16_t)
CRC_FORMS(crc32, uint32_t)

#endif
