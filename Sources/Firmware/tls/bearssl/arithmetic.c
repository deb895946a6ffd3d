/* Where the Arduino core gives the SDK its turn within a computation: before each of the exponentiations of an RSA private
 * operation and their recombination, and within the arithmetic of curves other than P-256 and X25519 (stack_thunk_yield in
 * rsa_i15_priv.c and ec_prime_i15.c). P-256 has no such place. */
#include "second_stack.h"

#include "bearssl.h"

uint32_t br_i15_modpow_opt(uint16_t *x, const unsigned char *e, size_t elen, const uint16_t *m, uint16_t m0i,
                           uint16_t *tmp, size_t twlen);
void br_i15_montymul(uint16_t *d, const uint16_t *x, const uint16_t *y, const uint16_t *m, uint16_t m0i);

uint32_t port_modpow(uint16_t *x, const unsigned char *e, size_t elen, const uint16_t *m, uint16_t m0i, uint16_t *tmp,
                     size_t twlen);
void port_montymul(uint16_t *d, const uint16_t *x, const uint16_t *y, const uint16_t *m, uint16_t m0i);

uint32_t port_modpow(uint16_t *x, const unsigned char *e, size_t elen, const uint16_t *m, uint16_t m0i, uint16_t *tmp,
                     size_t twlen)
{
    second_stack_yield();
    return br_i15_modpow_opt(x, e, elen, m, m0i, tmp, twlen);
}

void port_montymul(uint16_t *d, const uint16_t *x, const uint16_t *y, const uint16_t *m, uint16_t m0i)
{
    second_stack_yield();
    br_i15_montymul(d, x, y, m, m0i);
}
