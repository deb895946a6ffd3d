/* The time out of a refusal of a web server, as a library for MQTT over WebSocket does without SNTP: the fields of
 * `Date: Www, DD Mon YYYY HH:MM:SS GMT` stand at fixed places behind its name. */
#include <string.h>

#include "clock.h"
#include "clock_sources.h"
#include "sdk.h"

#define SERVER "aws.amazon.com"
#define REQUEST "GET example.com/ HTTP/1.1\r\n\r\n"
#define ANSWER_MS 5000

static unsigned number(const char *digits, int count)
{
    unsigned value = 0;
    for (int i = 0; i < count; i++) {
        value = 10 * value + (unsigned)(digits[i] - '0') % 10;
    }
    return value;
}

static uint8_t month(const char *name)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned i = 0; i < 12; i++) {
        if (memcmp(names + 3 * i, name, 3) == 0) {
            return (uint8_t)(i + 1);
        }
    }
    return 1;
}

static uint32_t take(const char *text)
{
    const char *at = strstr(text, "Date: ");
    if (!at || strlen(at) < sizeof "Date: Www, DD Mon YYYY HH:MM:SS" - 1) {
        return 0;
    }
    struct clock_date date = {
        .year = (uint16_t)number(at + 18, 4),
        .month = month(at + 14),
        .day = (uint8_t)number(at + 11, 2),
        .hour = (uint8_t)number(at + 23, 2),
        .minute = (uint8_t)number(at + 26, 2),
        .second = (uint8_t)number(at + 29, 2),
    };
    return clock_of_date(&date);
}

uint32_t date_field_ask(void)
{
    char answer[400];
    size_t have = 0;
    if (net_connect(SERVER, 80) == 0 && net_send(REQUEST, sizeof REQUEST - 1) > 0) {
        int count;
        while (have + 1 < sizeof answer && (count = net_receive(answer + have, sizeof answer - 1 - have, ANSWER_MS)) > 0) {
            have += (size_t)count;
        }
    }
    net_close();
    answer[have] = 0;
    return take(answer);
}
