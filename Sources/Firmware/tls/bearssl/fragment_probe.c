#include "fragment_probe.h"

#include <stdint.h>
#include <string.h>

#include "sdk.h"

/* _timeout of the core's WiFiClient. */
#define TIMEOUT_MS 5000
#define RECORD_HANDSHAKE 0x16
#define SERVER_HELLO 2
#define EXTENSION_FRAGMENT_LENGTH 1
/* Version, random bytes and the length of the session identifier. */
#define SESSION_LENGTH_AT 34

/* A ClientHello for P-256, P-384, P-521 and X25519 with suites that every server has one of. The last byte is the code. */
static const uint8_t client_hello[] = {
    RECORD_HANDSHAKE, 3, 3, 0, 110, 1, 0, 0, 106, 3, 3,
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    0,
    0, 16, 0xC0, 0x2B, 0xC0, 0x2F, 0xC0, 0x2C, 0xC0, 0x30, 0xC0, 0x13, 0xC0, 0x09, 0, 0x9C, 0, 0x2F,
    1, 0,
    0, 49,
    0, 13, 0, 20, 0, 18, 4, 3, 5, 3, 6, 3, 2, 3, 4, 1, 5, 1, 6, 1, 2, 1, 3, 1,
    0, 10, 0, 10, 0, 8, 0, 23, 0, 24, 0, 25, 0, 29,
    0, 11, 0, 2, 1, 0,
    0, EXTENSION_FRAGMENT_LENGTH, 0, 1, 0,
};

/* user_canceled and close_notify. */
static const uint8_t alerts[] = {0x15, 3, 3, 0, 2, 1, 90, 0x15, 3, 3, 0, 2, 1, 0};

static int receive(uint8_t *bytes, size_t count)
{
    while (count) {
        int received = net_receive(bytes, count, TIMEOUT_MS);
        if (received <= 0) {
            return 0;
        }
        bytes += received;
        count -= (size_t)received;
    }
    return 1;
}

static unsigned half(const uint8_t *bytes) { return (unsigned)bytes[0] << 8 | bytes[1]; }

/* Whether the extensions at `at` of a ServerHello of `end` bytes have the fragment length among them. */
static int has_extension(const uint8_t *hello, size_t at, size_t end)
{
    while (at + 4 <= end) {
        unsigned length = half(hello + at + 2);
        if (half(hello + at) == EXTENSION_FRAGMENT_LENGTH) {
            return length == 1;
        }
        at += 4 + length;
    }
    return 0;
}

static int is_echoed(void)
{
    uint8_t head[9], hello[256];
    if (!receive(head, sizeof head) || head[0] != RECORD_HANDSHAKE || half(head + 1) != 0x0303 ||
        head[5] != SERVER_HELLO || head[6]) {
        return 0;
    }
    size_t length = half(head + 7);
    if (length < SESSION_LENGTH_AT + 1 || length > sizeof hello || !receive(hello, length)) {
        return 0;
    }
    /* Session identifier, suite, compression and the length of all extensions stand before them. */
    return has_extension(hello, SESSION_LENGTH_AT + 1 + hello[SESSION_LENGTH_AT] + 3 + 2, length);
}

int fragment_probe(const char *host, unsigned port, unsigned length)
{
    uint8_t hello[sizeof client_hello];
    memcpy(hello, client_hello, sizeof hello);
    for (unsigned size = 512; size <= length; size *= 2) {
        hello[sizeof hello - 1]++;
    }
    if (net_connect(host, port)) {
        net_close();
        return 0;
    }
    int is_taken = net_send(hello, sizeof hello) == (int)sizeof hello && is_echoed();
    net_send(alerts, sizeof alerts);
    net_close();
    os_printf("MFLN %u: %s\n", length, is_taken ? "supported" : "not supported");
    return is_taken;
}
