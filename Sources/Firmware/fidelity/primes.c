/* nosdk8266: trial division of every number up to 100000, all in IRAM but for the ROM's __umodsi3. */
#include "measure.h"

static IRAM(is_prime) int is_prime(uint32_t n)
{
    if (n < 2) {
        return 0;
    }
    for (uint32_t i = 2; i * i <= n; i++) {
        if (n % i == 0) {
            return 0;
        }
    }
    return 1;
}

static IRAM(count_primes) uint32_t count_primes(uint32_t limit)
{
    uint32_t count = 0;
    for (uint32_t n = 0; n <= limit; n++) {
        count += is_prime(n);
    }
    return count;
}

int main(void)
{
    uint32_t before = ccount();
    uint32_t count = count_primes(100000);
    report("total", ccount() - before);
    return count != 9592;
}
