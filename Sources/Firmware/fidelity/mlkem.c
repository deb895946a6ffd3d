/* ML-KEM-512 (FIPS 203) with the structure of mlkem-native's portable C: Keccak four at a time by four calls, sums of
 * products before one reduction, no reduction inside the forward transform, and all secrets wiped byte by byte. What
 * is not static here has external linkage there, which keeps the compiler from knowing who calls it with what. */
#include "hex.h"
#include "measure.h"
#include "mlkem_kem.h"

/* Mean of three passes, all lines of the cache present. */
#define PASSES 3

int main(void)
{
    static uint8_t ek[EK_BYTES], dk[DK_BYTES], ciphertext[CIPHERTEXT_BYTES], shared[32], received[32];
    uint8_t d[32], z[32], m[32];
    uint32_t wrong = 0, cycles[3] = {0};
    fill_zetas();

    /* mlkem-native, test/test_vectors/expected_test_vectors.h */
    from_hex(d, "934d60b35624d740b30a7f227af2ae7c678e4e04e13c5f509eade2b79aea77e2");
    from_hex(z, "3e2a2ea6c9c476fc4937b013c993a793d6c0ab9960695ba838f649da539ca3d0");
    memcpy(m, d, sizeof m);
    uint32_t before = ccount();
    generate(ek, dk, d, z);
    report("keygen-first", ccount() - before);
    for (int pass = 0; pass <= PASSES; pass++) {
        uint32_t start = ccount();
        generate(ek, dk, d, z);
        uint32_t generated = ccount();
        wrong |= (uint32_t)encapsulate(ciphertext, shared, ek, m);
        uint32_t encapsulated = ccount();
        wrong |= (uint32_t)decapsulate(received, ciphertext, dk);
        uint32_t decapsulated = ccount();
        if (pass > 0) {
            cycles[0] += generated - start;
            cycles[1] += encapsulated - generated;
            cycles[2] += decapsulated - encapsulated;
        }
        wrong |= (uint32_t)memcmp(shared, received, sizeof shared);
        wrong |= differs_from_hex(ek, "818822131688e32b973f28567cd3b7df");
        wrong |= differs_from_hex(ciphertext, "b07d00e51aac9d6bdbb71ef000ac9c70");
        wrong |= differs_from_hex(shared, "3fd5ede70cb662379d801b3862b038ac0789fd1ccd4c9a779fcb014f2d33198a");
    }
    report("keygen", cycles[0] / PASSES);
    report("encaps", cycles[1] / PASSES);
    report("decaps", cycles[2] / PASSES);
    return wrong != 0;
}
