/* Entropy of mbedTLS from the hardware random number register. */
#include "registers.h"

int mbedtls_hardware_poll(void *state, unsigned char *output, size_t count, size_t *written);

int mbedtls_hardware_poll(void *state, unsigned char *output, size_t count, size_t *written)
{
    (void)state;
    for (size_t i = 0; i < count; i++) {
        output[i] = (unsigned char)WDEV_RNG;
    }
    *written = count;
    return 0;
}
