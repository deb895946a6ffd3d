/* Calls the ROM's library as the records from stdin say; each is a word that tells its kind, and further words:
 *   WRITE address count words…, CALL routine and eight arguments, READ address count.
 * The first line of the output has the addresses of `collect`, of what it collects, and of a text in flash; one line
 * for each CALL follows with result and cycles, and one for each READ with the words. All numbers are in hex. */
#include "runtime.h"

enum kind { WRITE, CALL, READ };
enum { ARGUMENTS = 8 };

typedef uint32_t routine(uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);

/* What `collect` was given, and how much. */
static struct {
    uint32_t count;
    char text[1020];
} collected;

static void collect(char byte)
{
    if (collected.count < sizeof collected.text) {
        collected.text[collected.count++] = byte;
    }
}

/* In place of the UART. */
int uart_tx_one_char(uint8_t byte)
{
    collect((char)byte);
    return 0;
}

/* In flash like every code. */
__attribute__((section(".text.flash_text"), aligned(4))) static const char flash_text[] =
    "%d flash text at 0x%08x, %s";

static void put_hex(uint32_t value, char end)
{
    char digits[10];
    for (int at = 0; at < 8; at++) {
        digits[at] = "0123456789abcdef"[value >> (28 - 4 * at) & 15];
    }
    digits[8] = end;
    digits[9] = 0;
    print(digits);
}

static uint32_t ccount(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value)::"memory");
    return value;
}

static int read_word(uint32_t *word)
{
    return read_bytes(word, sizeof *word) == sizeof *word;
}

static int read_span(volatile uint32_t **address, uint32_t *count)
{
    uint32_t place = 0;
    int good = read_word(&place) && read_word(count);
    *address = (volatile uint32_t *)place;
    return good;
}

int main(void)
{
    put_hex((uint32_t)collect, ' ');
    put_hex((uint32_t)&collected, ' ');
    put_hex((uint32_t)flash_text, '\n');
    uint32_t kind, count, word;
    volatile uint32_t *address;
    while (read_word(&kind)) {
        if (kind == CALL) {
            uint32_t place, a[ARGUMENTS];
            if (!read_word(&place) || read_bytes(a, sizeof a) != sizeof a) {
                return 2;
            }
            uint32_t start = ccount();
            uint32_t result = ((routine *)place)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            uint32_t end = ccount();
            put_hex(result, ' ');
            put_hex(end - start, '\n');
        } else if (!read_span(&address, &count)) {
            return 2;
        } else if (kind == WRITE) {
            for (; count; count--) {
                if (!read_word(&word)) {
                    return 2;
                }
                *address++ = word;
            }
        } else {
            for (; count; count--) {
                put_hex(*address++, count == 1 ? '\n' : ' ');
            }
        }
    }
    return 0;
}
