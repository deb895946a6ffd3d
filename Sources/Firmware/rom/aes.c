#include "aes.h"

#include "library.h"

#pragma GCC optimize("O2")

/* The one context there is, behind the tables: firmware takes what lies above 0x3FFFE000 for its stack. */
#define CONTEXT ((uint32_t *)0x3FFFD600)

static uint32_t byte_of(uint32_t value, int number)
{
    return value >> 8 * number & 0xFF;
}

static uint32_t rotate_right(uint32_t value, int by)
{
    return value >> by | value << (32 - by);
}

static uint32_t s_box(uint32_t byte)
{
    return byte_of(Te0[byte], 1);
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return read_byte(bytes) << 24 | read_byte(bytes + 1) << 16 | read_byte(bytes + 2) << 8 | read_byte(bytes + 3);
}

void rom_rijndael_key_setup_enc(uint32_t *keys, const uint8_t *key)
{
    for (int at = 0; at < 4; at++) {
        keys[at] = big_endian(key + 4 * at);
    }
    for (int round = 0; round < AES_ROUNDS; round++, keys += 4) {
        uint32_t last = keys[3];
        uint32_t first = s_box(byte_of(last, 2)) << 24 | s_box(byte_of(last, 1)) << 16 | s_box(byte_of(last, 0)) << 8 |
                         s_box(byte_of(last, 3));
        keys[4] = keys[0] ^ first ^ (uint32_t)rcons[round] << 24;
        keys[5] = keys[1] ^ keys[4];
        keys[6] = keys[2] ^ keys[5];
        keys[7] = keys[3] ^ keys[6];
    }
}

void rom_rijndael_key_setup_dec(uint32_t *keys, const uint8_t *key)
{
    rom_rijndael_key_setup_enc(keys, key);
    for (int first = 0, last = AES_KEY_WORDS - 4; first < last; first += 4, last -= 4) {
        for (int at = 0; at < 4; at++) {
            uint32_t other = keys[first + at];
            keys[first + at] = keys[last + at];
            keys[last + at] = other;
        }
    }
    for (int at = 4; at < AES_KEY_WORDS - 4; at++) {
        uint32_t value = keys[at];
        keys[at] = 0;
        for (int byte = 0; byte < 4; byte++) {
            keys[at] ^= rotate_right(Td0[s_box(byte_of(value, 3 - byte))], 8 * byte);
        }
    }
}

/* NULL for keys of another length. */
void *rom_aes_decrypt_init(const uint8_t *key, uint32_t length)
{
    if (length != 16) {
        return NULL;
    }
    rom_rijndael_key_setup_dec(CONTEXT, key);
    return CONTEXT;
}

void rom_aes_decrypt_deinit(void *context)
{
    rom_memset(context, 0, AES_KEY_WORDS * sizeof(uint32_t));
}

#define COLUMN(a, b, c, d, key) \
    (Td0[byte_of(a, 3)] ^ rotate_right(Td0[byte_of(b, 2)], 8) ^ rotate_right(Td0[byte_of(c, 1)], 16) ^ \
     rotate_right(Td0[byte_of(d, 0)], 24) ^ (key))
#define LAST_COLUMN(a, b, c, d, key) \
    (((uint32_t)Td4s[byte_of(a, 3)] << 24 | (uint32_t)Td4s[byte_of(b, 2)] << 16 | (uint32_t)Td4s[byte_of(c, 1)] << 8 | \
      Td4s[byte_of(d, 0)]) ^ \
     (key))

static void put_column(uint8_t *bytes, uint32_t column)
{
    bytes[0] = (uint8_t)(column >> 24);
    bytes[1] = (uint8_t)(column >> 16);
    bytes[2] = (uint8_t)(column >> 8);
    bytes[3] = (uint8_t)column;
}

void rom_aes_decrypt(const void *context, const uint8_t *cipher, uint8_t *plain)
{
    const uint32_t *keys = context;
    uint32_t a = big_endian(cipher) ^ keys[0];
    uint32_t b = big_endian(cipher + 4) ^ keys[1];
    uint32_t c = big_endian(cipher + 8) ^ keys[2];
    uint32_t d = big_endian(cipher + 12) ^ keys[3];
    for (int round = 1; round < AES_ROUNDS; round++) {
        keys += 4;
        uint32_t w = COLUMN(a, d, c, b, keys[0]);
        uint32_t x = COLUMN(b, a, d, c, keys[1]);
        uint32_t y = COLUMN(c, b, a, d, keys[2]);
        uint32_t z = COLUMN(d, c, b, a, keys[3]);
        a = w;
        b = x;
        c = y;
        d = z;
    }
    keys += 4;
    put_column(plain, LAST_COLUMN(a, d, c, b, keys[0]));
    put_column(plain + 4, LAST_COLUMN(b, a, d, c, keys[1]));
    put_column(plain + 8, LAST_COLUMN(c, b, a, d, keys[2]));
    put_column(plain + 12, LAST_COLUMN(d, c, b, a, keys[3]));
}

/* Key unwrapping (RFC 3394) of `count` blocks of 8 bytes and one more; -1 if its check value is wrong. */
int rom_aes_unwrap(const uint8_t *key, int count, const uint8_t *cipher, uint8_t *plain)
{
    uint8_t check[8], block[16];
    rom_memcpy(check, cipher, 8);
    rom_memcpy(plain, cipher + 8, 8 * (uint32_t)count);
    void *context = rom_aes_decrypt_init(key, 16);
    for (int pass = 5; pass >= 0; pass--) {
        for (int at = count; at > 0; at--) {
            uint8_t *part = plain + 8 * (at - 1);
            rom_memcpy(block, check, 8);
            block[7] ^= (uint8_t)(count * pass + at);
            rom_memcpy(block + 8, part, 8);
            rom_aes_decrypt(context, block, block);
            rom_memcpy(check, block, 8);
            rom_memcpy(part, block + 8, 8);
        }
    }
    rom_aes_decrypt_deinit(context);
    for (int at = 0; at < 8; at++) {
        if (check[at] != 0xA6) {
            return -1;
        }
    }
    return 0;
}
