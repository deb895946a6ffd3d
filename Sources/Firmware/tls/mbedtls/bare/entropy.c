/* Entropy of mbedTLS in bare programs: the same in every run. */
#include "runtime.h"

int mbedtls_hardware_poll(void *state, unsigned char *output, size_t count, size_t *written);

int mbedtls_hardware_poll(void *state, unsigned char *output, size_t count, size_t *written)
{
    *written = count;
    return fixed_random(state, output, count);
}
