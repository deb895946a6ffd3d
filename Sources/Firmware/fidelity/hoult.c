/* Bruce Hoult's primes benchmark: an incremental sieve that keeps, for each of the first SIZE primes, its next multiple;
 * it counts the primes below the square of the last one. */
#include "measure.h"

#ifndef SIZE
#define SIZE 1000
#endif

static int primes[SIZE], multiples[SIZE];

static __attribute__((noinline)) int count_primes(void)
{
    int candidates = 0, found = 1, filled = 0;
    primes[0] = 2;
    multiples[0] = 4;
    filled = 1;
    (void)candidates;
    int square = 4, used = 0;
    for (int n = 3;; n++) {
        int i = 0, is_prime = 1;
        if (square <= n) {
            used++;
            if (used >= SIZE) {
                return found;
            }
            square = primes[used] * primes[used];
        }
        for (; i < used; i++) {
            while (multiples[i] < n) {
                multiples[i] += primes[i];
            }
            if (multiples[i] == n) {
                is_prime = 0;
                break;
            }
        }
        if (is_prime) {
            if (filled < SIZE) {
                primes[filled] = n;
                multiples[filled] = n * n;
                filled++;
            }
            found++;
        }
    }
}

int main(void)
{
    count_primes();
    return 0;
}
