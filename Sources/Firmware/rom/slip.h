/* Frames of the serial download protocol, as SLIP (RFC 1055) puts them on UART 0. */
#ifndef VESP_ROM_SLIP_H
#define VESP_ROM_SLIP_H

#include <stdint.h>

/* Receives a frame that is not empty into `bytes`; its length, which is more than `room` where it did not fit. Gives up after
 * `patience` bytes on the line, if that is not 0, or a pulse shorter than a bit: the length is 0 then. */
uint32_t rom_slip_receive(uint8_t *bytes, uint32_t room, uint32_t patience);

/* Sends a frame. */
void rom_slip_send(const uint8_t *bytes, uint32_t length);

#endif
