/* What libraries of the Arduino core call of it. */
#ifndef VESP_ARDUINO_H
#define VESP_ARDUINO_H

#include <stdint.h>

/* Gives the SDK its turn if `interval_us` have passed since it had it. */
void optimistic_yield(uint32_t interval_us);

#endif
