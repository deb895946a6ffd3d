/* Calls of the C library whose output the standard fixes: the same text on every host and on the chip.
 * Not so in picolibc, and left out: strtod beyond 17 digits, and the digits of %.17g (it prints the shortest text). */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;

static uint32_t next(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static uint64_t next64(void)
{
    uint64_t high = next();
    return high << 32 | next();
}

static int by_value(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right) { return strcmp(left, right); }

static void sorting(void)
{
    static int64_t values[300];
    static char names[100][12];
    for (size_t i = 0; i < 300; i++) {
        int64_t value = (int64_t)next64();
        values[i] = value >> next() % 60;
    }
    qsort(values, 300, sizeof values[0], by_value);
    for (size_t i = 0; i < 300; i += 7) {
        printf("%" PRId64 " ", values[i]);
    }
    for (size_t i = 0; i < 100; i++) {
        uint32_t value = next();
        snprintf(names[i], sizeof names[i], "%c%u", 'a' + (int)(value % 26), (unsigned)(value / 26 % 100000));
    }
    qsort(names, 100, sizeof names[0], by_name);
    for (size_t i = 0; i < 100; i++) {
        printf("%s ", names[i]);
    }
    const char *found = bsearch(names[42], names, 100, sizeof names[0], by_name);
    printf("\nfound %d\n", found && strcmp(found, names[42]) == 0);
}

static void formats(void)
{
    for (int i = 0; i < 40; i++) {
        uint64_t wide = next64();
        wide >>= next() % 64;
        uint32_t narrow = next();
        narrow >>= next() % 32;
        char text[80];
        int length = snprintf(text, sizeof text, "%020" PRIu64 "|%-20" PRIx64 "|%+" PRId64, wide, wide, (int64_t)wide);
        printf("%s %d\n", text, length);
        printf("%8" PRIu32 "|%-12" PRId32 "|%#" PRIx32 "|%#" PRIo32 "|%+.12" PRId32 "|%5.3s|%c|%%\n", narrow,
               (int32_t)(narrow ^ 0x80000000u), narrow, narrow, (int32_t)narrow, "abcdef", 'A' + (int)(narrow % 26));
    }
}

static void floats(void)
{
    static const double some[] = {0.0, -0.0, 1.0, 0.1, 123456.789, 1e-7, 5e22,
                                  2.2250738585072014e-308, 1e308, 0.5, 2.5};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        printf("%.6f %.3e %g %.15g\n", some[i] < 1e15 ? some[i] : 0.0, some[i], some[i], some[i]);
    }
    for (int i = 0; i < 60; i++) {
        uint64_t bits = next64();
        double value, back;
        char text[40];
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            continue;
        }
        snprintf(text, sizeof text, "%.17g", value);
        back = strtod(text, NULL);
        printf("%.13e %d %.8e\n", value, memcmp(&back, &value, sizeof value) == 0, back / 3.0 * 7.0);
    }
}

static void conversions(void)
{
    for (int i = 0; i < 60; i++) {
        uint64_t wide = i == 0 ? UINT64_C(123456789012345678) : next64();
        wide >>= i % 40;
        double unsigned_value = (double)wide, signed_value = (double)(int64_t)wide;
        float narrow = (float)(int32_t)wide;
        uint64_t bits[2];
        uint32_t narrow_bits;
        memcpy(&bits[0], &unsigned_value, sizeof bits[0]);
        memcpy(&bits[1], &signed_value, sizeof bits[1]);
        memcpy(&narrow_bits, &narrow, sizeof narrow_bits);
        printf("%016" PRIx64 " %016" PRIx64 " %08" PRIx32 " %" PRId64 "\n", bits[0], bits[1], narrow_bits,
               (int64_t)(signed_value / 3.0));
    }
}

static void parsing(void)
{
    static const char *const numbers[] = {"  42x", "-0x7fffffff", "077", "0", "2147483647", "z", "+15e3", "1e400", ""};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char *end;
        long long whole = strtoll(numbers[i], &end, 0);
        int used = (int)(end - numbers[i]);
        double real = strtod(numbers[i], &end);
        printf("%lld %d %.10g %d\n", whole, used, isinf(real) ? -1.0 : real, (int)(end - numbers[i]));
    }
    static const char *const reals[] = {"3.14159265358979", "-2.5E-3", ".5", "1e", "12345678901234567",
                                        "9007199254740993"};
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
        char *end;
        double real = strtod(reals[i], &end);
        uint64_t bits;
        memcpy(&bits, &real, sizeof bits);
        printf("%016" PRIx64 " %d\n", bits, (int)(end - reals[i]));
    }
    char list[] = "one,two;;three four";
    for (char *word = strtok(list, ",; "); word; word = strtok(NULL, ",; ")) {
        printf("[%s %zu]", word, strspn(word, "efhort"));
    }
    printf("\n");
}

static jmp_buf back;

static int descend(int depth)
{
    volatile char frame[64];
    frame[depth] = (char)depth;
    if (depth == 20) {
        longjmp(back, 100 + frame[20]);
    }
    return depth < 60 ? descend(depth + 1) + frame[depth] : 0;
}

static void jumps(void)
{
    int code = setjmp(back);
    if (code == 0) {
        printf("never %d\n", descend(0));
    }
    printf("%d\n", code);
}

static void strings(void)
{
    static char buffer[600], copy[600];
    uint32_t sum = 0;
    for (int round = 0; round < 200; round++) {
        size_t from = next() % 200, to = next() % 200, count = next() % 200;
        memset(buffer + to, (int)(next() & 127), count % 17);
        memmove(buffer + to, buffer + from, count);
        memcpy(copy + from % 7, buffer + to, count);
        const char *found = memchr(copy, (int)(next() & 127), sizeof copy);
        sum = sum * 31 + (uint32_t)(found ? found - copy : -1) + (memcmp(buffer, copy, count) > 0);
    }
    for (size_t i = 0; i < sizeof copy; i++) {
        sum = sum * 31 + (uint8_t)copy[i];
    }
    printf("%08" PRIx32 "\n", sum);
}

int main(void)
{
    sorting();
    formats();
    floats();
    conversions();
    parsing();
    strings();
    jumps();
    return 0;
}
