/* Where axTLS gives the SDK its turn within a computation: ax_wdt_feed in the loops of its multiplications (crypto/bigint.c),
 * which is optimistic_yield(10000) in the core. Here each product of an exponentiation ends with it. */
#include "arduino.h"

#include "mbedtls/bignum.h"

void mbedtls_ct_mpi_uint_cond_assign(size_t n, mbedtls_mpi_uint *to, const mbedtls_mpi_uint *from, unsigned char does);
void port_end_of_product(size_t n, mbedtls_mpi_uint *to, const mbedtls_mpi_uint *from, unsigned char does);

void port_end_of_product(size_t n, mbedtls_mpi_uint *to, const mbedtls_mpi_uint *from, unsigned char does)
{
    mbedtls_ct_mpi_uint_cond_assign(n, to, from, does);
    optimistic_yield(10000);
}
