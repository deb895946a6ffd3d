/* A state machine that tells the numbers in a text apart, over the text as it is and with characters changed. */
#include "coremark.h"

enum state { START, INVALID, SIGN, E, INTEGER, FRACTION, EXPONENT, SCIENTIFIC, STATES };

static uint8_t is_digit(uint8_t c) { return (c >= '0') & (c <= '9') ? 1 : 0; }

/* Goes on to the end of a number or of what is none. */
enum state scan(uint8_t **text, uint32_t *transitions)
{
    uint8_t *at = *text;
    enum state state = START;
    for (; *at && state != INVALID; at++) {
        uint8_t symbol = *at;
        if (symbol == ',') {
            at++;
            break;
        }
        switch (state) {
        case START:
            if (is_digit(symbol)) {
                state = INTEGER;
            } else if (symbol == '+' || symbol == '-') {
                state = SIGN;
            } else if (symbol == '.') {
                state = FRACTION;
            } else {
                state = INVALID;
                transitions[INVALID]++;
            }
            transitions[START]++;
            break;
        case SIGN:
            if (is_digit(symbol)) {
                state = INTEGER;
            } else if (symbol == '.') {
                state = FRACTION;
            } else {
                state = INVALID;
            }
            transitions[SIGN]++;
            break;
        case INTEGER:
            if (symbol == '.') {
                state = FRACTION;
                transitions[INTEGER]++;
            } else if (!is_digit(symbol)) {
                state = INVALID;
                transitions[INTEGER]++;
            }
            break;
        case FRACTION:
            if (symbol == 'E' || symbol == 'e') {
                state = E;
                transitions[FRACTION]++;
            } else if (!is_digit(symbol)) {
                state = INVALID;
                transitions[FRACTION]++;
            }
            break;
        case E:
            state = symbol == '+' || symbol == '-' ? EXPONENT : INVALID;
            transitions[E]++;
            break;
        case EXPONENT:
            state = is_digit(symbol) ? SCIENTIFIC : INVALID;
            transitions[EXPONENT]++;
            break;
        case SCIENTIFIC:
            if (!is_digit(symbol)) {
                state = INVALID;
                transitions[INVALID]++;
            }
            break;
        default: break;
        }
    }
    *text = at;
    return state;
}

uint16_t state_work(uint32_t size, uint8_t *text, int16_t seed1, int16_t seed2, int16_t step, uint16_t crc)
{
    uint32_t ends[STATES], transitions[STATES];
    uint8_t *at = text;
    for (uint32_t i = 0; i < STATES; i++) {
        ends[i] = transitions[i] = 0;
    }
    while (*at != 0) {
        ends[scan(&at, transitions)]++;
    }
    for (at = text; at < text + size; at += step) {
        if (*at != ',') {
            *at ^= (uint8_t)seed1;
        }
    }
    at = text;
    while (*at != 0) {
        ends[scan(&at, transitions)]++;
    }
    for (at = text; at < text + size; at += step) {
        if (*at != ',') {
            *at ^= (uint8_t)seed2;
        }
    }
    for (uint32_t i = 0; i < STATES; i++) {
        crc = crc_u32(ends[i], crc);
        crc = crc_u32(transitions[i], crc);
    }
    return crc;
}

void state_init(uint32_t size, int16_t seed, uint8_t *text)
{
    static const char integers[4][5] = {"5012", "1234", "-874", "+122"};
    static const char fractions[4][9] = {"35.54400", ".1234500", "-110.700", "+0.64400"};
    static const char scientific[4][9] = {"5.500e+3", "-.123e-2", "-87e+832", "+0.6e-12"};
    static const char invalid[4][9] = {"T0.3e-1F", "-T.T++Tq", "1T3.4e4z", "34.0e-T^"};
    const char *pattern = NULL;
    uint32_t at = 0, length = 0;
    while (at + length + 2 < size) {
        if (length > 0) {
            for (uint32_t i = 0; i < length; i++) {
                text[at++] = (uint8_t)pattern[i];
            }
            text[at++] = ',';
        }
        seed++;
        int kind = seed & 7, which = seed >> 3 & 3;
        pattern = kind < 3   ? integers[which]
                  : kind < 5 ? fractions[which]
                  : kind < 7 ? scientific[which]
                             : invalid[which];
        length = kind < 3 ? 4 : 8;
    }
    while (at < size) {
        text[at++] = 0;
    }
}
