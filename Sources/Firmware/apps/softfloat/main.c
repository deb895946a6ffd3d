/* Floating point on operands from stdin: records of two 64-bit words, one line of results in hex for each. The 32-bit
 * operands are the words' lower halves. */
#include "runtime.h"

#include <string.h>

struct line {
    char text[256];
    size_t length;
};

static void put(struct line *line, const void *value, size_t count)
{
    const uint8_t *bytes = value;
    if (line->length) {
        line->text[line->length++] = ' ';
    }
    while (count--) {
        line->text[line->length++] = "0123456789abcdef"[bytes[count] >> 4];
        line->text[line->length++] = "0123456789abcdef"[bytes[count] & 15];
    }
}

#define PUT(type, expression) \
    do { \
        type result = (expression); \
        put(&line, &result, sizeof result); \
    } while (0)

int main(void)
{
    uint64_t words[2];
    while (read_bytes(words, sizeof words) == sizeof words) {
        struct line line = {.length = 0};
        double a, b;
        float c, d;
        int32_t i = (int32_t)words[0];
        uint32_t u = (uint32_t)words[0];
        memcpy(&a, &words[0], sizeof a);
        memcpy(&b, &words[1], sizeof b);
        memcpy(&c, &words[0], sizeof c);
        memcpy(&d, &words[1], sizeof d);
        PUT(double, a + b);
        PUT(double, a - b);
        PUT(double, a * b);
        PUT(double, a / b);
        PUT(float, c + d);
        PUT(float, c - d);
        PUT(float, c * d);
        PUT(float, c / d);
        PUT(double, c);
        PUT(float, a);
        PUT(int32_t, a);
        PUT(uint32_t, a);
        PUT(int32_t, c);
        PUT(uint32_t, c);
        PUT(double, i);
        PUT(double, u);
        PUT(float, i);
        PUT(float, u);
        line.text[line.length++] = '\n';
        line.text[line.length] = 0;
        print(line.text);
    }
    return 0;
}
