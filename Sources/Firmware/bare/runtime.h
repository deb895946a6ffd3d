/* What bare programs have instead of an operating system. */
#ifndef VESP_BARE_RUNTIME_H
#define VESP_BARE_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes to file descriptor 1 through simcall 4. */
void print(const char *text);
void print_hex(const uint8_t *bytes, size_t count);

/* Reads from file descriptor 0 through simcall 3 until `count` bytes are there or the input ends; the number read. */
size_t read_bytes(void *buffer, size_t count);

/* printf with %s %d %u %x %%, enough for mbedTLS' self-tests. */
int print_format(const char *format, ...);

/* A fixed pseudo-random stream, the same in every run. */
int fixed_random(void *state, unsigned char *output, size_t count);

#ifdef __cplusplus
}
#endif

#endif
