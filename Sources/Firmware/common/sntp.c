/* SNTP (RFC 5905, section 14) as lwIP asks: again every 15 s without an answer. */
#include <string.h>

#include "clock_sources.h"
#include "sdk.h"

#define SERVER "pool.ntp.org"
#define PORT 123
#define ANSWER_MS 3000
#define RETRY_MS 15000
#define PACKET 48
#define TRANSMITTED_AT 40
#define FROM_1900_TO_1970 2208988800u

static uint32_t ask(void)
{
    uint8_t packet[PACKET] = {0x23};
    uint32_t seconds = 0;
    if (net_connect(SERVER, PORT) == 0 && net_send(packet, sizeof packet) == PACKET &&
        net_receive(packet, sizeof packet, ANSWER_MS) == PACKET) {
        const uint8_t *at = packet + TRANSMITTED_AT;
        seconds = ((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]) - FROM_1900_TO_1970;
    }
    net_close();
    return seconds;
}

uint32_t sntp_wait(void)
{
    uint32_t seconds;
    os_printf("Setting time using SNTP");
    while ((seconds = ask()) == 0) {
        os_printf(".");
        sdk_delay_ms(RETRY_MS - ANSWER_MS);
    }
    os_printf("\n");
    return seconds;
}
