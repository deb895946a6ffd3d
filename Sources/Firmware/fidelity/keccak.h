/* Keccak-f[1600] (FIPS 202) on 64-bit lanes, two rounds a turn: the state goes to and fro between two sets of 25
 * variables. Static, because mlkem-native is one translation unit. */
#ifndef VESP_FIDELITY_KECCAK_H
#define VESP_FIDELITY_KECCAK_H

#include <stdint.h>

#define LANES(x) x##0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12, x##13, x##14, x##15, \
        x##16, x##17, x##18, x##19, x##20, x##21, x##22, x##23, x##24
#define EACH_LANE(of) of(0) of(1) of(2) of(3) of(4) of(5) of(6) of(7) of(8) of(9) of(10) of(11) of(12) of(13) of(14) \
        of(15) of(16) of(17) of(18) of(19) of(20) of(21) of(22) of(23) of(24)

#define ROTATE(x, n) ((x) << (n) | (x) >> (64 - (n)))

/* What theta adds to a column, from the parities of its neighbours. */
#define PARITIES(a)                                                      \
    c0 = a##0 ^ a##5 ^ a##10 ^ a##15 ^ a##20;                            \
    c1 = a##1 ^ a##6 ^ a##11 ^ a##16 ^ a##21;                            \
    c2 = a##2 ^ a##7 ^ a##12 ^ a##17 ^ a##22;                            \
    c3 = a##3 ^ a##8 ^ a##13 ^ a##18 ^ a##23;                            \
    c4 = a##4 ^ a##9 ^ a##14 ^ a##19 ^ a##24;                            \
    d0 = c4 ^ ROTATE(c1, 1);                                             \
    d1 = c0 ^ ROTATE(c2, 1);                                             \
    d2 = c1 ^ ROTATE(c3, 1);                                             \
    d3 = c2 ^ ROTATE(c4, 1);                                             \
    d4 = c3 ^ ROTATE(c0, 1);

#define CHI(e, i0, i1, i2, i3, i4)                                       \
    e##i0 = c0 ^ (~c1 & c2);                                             \
    e##i1 = c1 ^ (~c2 & c3);                                             \
    e##i2 = c2 ^ (~c3 & c4);                                             \
    e##i3 = c3 ^ (~c4 & c0);                                             \
    e##i4 = c4 ^ (~c0 & c1);

/* Theta's sum into lane `from`, and rho's rotation of it into the row that chi mixes. */
#define LANE(to, a, from, d, by)                                         \
    a##from ^= d;                                                        \
    to = ROTATE(a##from, by);

#define ROUND(a, e, constant)                                            \
    PARITIES(a)                                                          \
    a##0 ^= d0;                                                          \
    c0 = a##0;                                                           \
    LANE(c1, a, 6, d1, 44) LANE(c2, a, 12, d2, 43)                       \
    LANE(c3, a, 18, d3, 21) LANE(c4, a, 24, d4, 14)                      \
    e##0 = c0 ^ (~c1 & c2);                                              \
    e##0 ^= (constant);                                                  \
    e##1 = c1 ^ (~c2 & c3);                                              \
    e##2 = c2 ^ (~c3 & c4);                                              \
    e##3 = c3 ^ (~c4 & c0);                                              \
    e##4 = c4 ^ (~c0 & c1);                                              \
    LANE(c0, a, 3, d3, 28) LANE(c1, a, 9, d4, 20) LANE(c2, a, 10, d0, 3) \
    LANE(c3, a, 16, d1, 45) LANE(c4, a, 22, d2, 61)                      \
    CHI(e, 5, 6, 7, 8, 9)                                                \
    LANE(c0, a, 1, d1, 1) LANE(c1, a, 7, d2, 6) LANE(c2, a, 13, d3, 25)  \
    LANE(c3, a, 19, d4, 8) LANE(c4, a, 20, d0, 18)                       \
    CHI(e, 10, 11, 12, 13, 14)                                           \
    LANE(c0, a, 4, d4, 27) LANE(c1, a, 5, d0, 36) LANE(c2, a, 11, d1, 10) \
    LANE(c3, a, 17, d2, 15) LANE(c4, a, 23, d3, 56)                      \
    CHI(e, 15, 16, 17, 18, 19)                                           \
    LANE(c0, a, 2, d2, 62) LANE(c1, a, 8, d3, 55) LANE(c2, a, 14, d4, 39) \
    LANE(c3, a, 15, d0, 41) LANE(c4, a, 21, d1, 2)                       \
    CHI(e, 20, 21, 22, 23, 24)

static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static void permute(uint64_t *state)
{
    uint64_t LANES(a), LANES(e);
    uint64_t c0, c1, c2, c3, c4, d0, d1, d2, d3, d4;
#define LOAD(i) a##i = state[i];
#define STORE(i) state[i] = a##i;
    EACH_LANE(LOAD)
    for (unsigned round = 0; round < 24; round += 2) {
        ROUND(a, e, round_constants[round])
        ROUND(e, a, round_constants[round + 1])
    }
    EACH_LANE(STORE)
#undef LOAD
#undef STORE
}

#endif
