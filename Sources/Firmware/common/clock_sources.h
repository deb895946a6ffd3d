/* Where a device's clock is set from. */
#ifndef VESP_CLOCK_SOURCES_H
#define VESP_CLOCK_SOURCES_H

#include <stdint.h>

/* Asks for the time by SNTP until there is an answer, as a sketch of the Arduino core waits for it: seconds since 1970. */
uint32_t sntp_wait(void);

/* Asks a web server with a request line that is none and takes its Date field: seconds since 1970, 0 without an answer. */
uint32_t date_field_ask(void);

#endif
