/* The microseconds since boot as the SDK counts them, and the Arduino core's times. The counter of the chip is a
 * register; here it stands still, and what the SDK adds for the time spent asleep sets the time. */
#ifndef VESP_FIDELITY_CLOCK_H
#define VESP_FIDELITY_CLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Microseconds asleep; overflows of the counter so far, and the time when they were last looked for. */
extern uint32_t asleep, overflows, last_overflow;

uint32_t system_time(void);
uint32_t micros(void);
uint32_t millis(void);

/* millis() as it was before 2.4.2. */
uint32_t millis_by_division(void);

#ifdef __cplusplus
}
#endif

#endif
