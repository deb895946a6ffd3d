/* Bruce Hoult's primes benchmark. A sieve holds SIZE primes, each with its next multiple; a candidate walks the primes up
 * to its square root, brings each multiple up to itself, and is composite when one of them meets it. The count ends when
 * the sieve is too short for the next candidate. */
#include "measure.h"

#define SIZE 1000

static int32_t primes[SIZE], multiples[SIZE];

static __attribute__((noinline)) int32_t count_primes(void)
{
    int32_t filled = 1, found = 1, root = 2;
    primes[0] = 2;
    multiples[0] = 4;
    for (int32_t candidate = 3;; candidate++) {
        int32_t i, is_composite = 0;
        while (root * root <= candidate) {
            root++;
        }
        root--;
        for (i = 0; i < filled && primes[i] <= root; i++) {
            while (multiples[i] < candidate) {
                multiples[i] += primes[i];
            }
            if (multiples[i] == candidate) {
                is_composite = 1;
                break;
            }
        }
        if (is_composite) {
            continue;
        }
        if (i == filled) {
            return found;
        }
        if (filled < SIZE) {
            primes[filled] = candidate;
            multiples[filled] = candidate * candidate;
            filled++;
        }
        found++;
    }
}

int main(void)
{
    int32_t found = count_primes();
    report("primes", (uint32_t)found);
    return found != 3713160;
}
