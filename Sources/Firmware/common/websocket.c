#include "websocket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"
#include "sdk.h"
#include "tls.h"

#define HEAD 512
#define ANSWER_MS 5000
#define LARGEST_OUT 512

enum opcode { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

unsigned websocket_status;
/* Of the frame whose content is being read. */
static uint32_t left;

/* Reads exactly `count` bytes: 1, 0 when nothing came in time, or an error. */
static int read_exactly(uint8_t *to, size_t count, unsigned timeout_ms)
{
    size_t have = 0;
    while (have < count) {
        int result = tls_read(to + have, count - have, have ? ANSWER_MS : timeout_ms);
        if (result < 0) {
            return result;
        }
        if (result == 0) {
            return have ? WEBSOCKET_BROKEN : 0;
        }
        have += (size_t)result;
    }
    return 1;
}

static int write_all(const uint8_t *bytes, size_t count)
{
    while (count) {
        int sent = tls_write(bytes, count);
        if (sent <= 0) {
            return sent ? sent : WEBSOCKET_CLOSED;
        }
        bytes += sent;
        count -= (size_t)sent;
    }
    return 0;
}

/* A whole message in a frame, masked as what a client sends has to be. */
static int send_frame(enum opcode opcode, const uint8_t *bytes, size_t count)
{
    static uint8_t frame[LARGEST_OUT + 8];
    uint32_t mask = WDEV_RNG;
    size_t at = 0;
    if (count > LARGEST_OUT) {
        return WEBSOCKET_BROKEN;
    }
    frame[at++] = (uint8_t)(0x80 | opcode);
    if (count < 126) {
        frame[at++] = (uint8_t)(0x80 | count);
    } else {
        frame[at++] = 0x80 | 126;
        frame[at++] = (uint8_t)(count >> 8);
        frame[at++] = (uint8_t)count;
    }
    memcpy(frame + at, &mask, sizeof mask);
    for (size_t i = 0; i < count; i++) {
        frame[at + 4 + i] = bytes[i] ^ frame[at + (i & 3)];
    }
    return write_all(frame, at + 4 + count);
}

/* A ping is answered, a close ends it, a pong is left alone. */
static int take_control(enum opcode opcode, size_t length)
{
    uint8_t content[125];
    int result = length ? read_exactly(content, length, ANSWER_MS) : 1;
    if (result != 1) {
        return result ? result : WEBSOCKET_BROKEN;
    }
    if (opcode == CLOSE) {
        return WEBSOCKET_CLOSED;
    }
    return opcode == PING ? send_frame(PONG, content, length) : 0;
}

/* The head of the next frame of data, whose length is in `left`: 1, 0 when none came, or an error. */
static int read_head(unsigned timeout_ms)
{
    for (;;) {
        uint8_t head[2], longer[2] = {0};
        int result = read_exactly(head, sizeof head, timeout_ms);
        if (result != 1) {
            return result;
        }
        enum opcode opcode = (enum opcode)(head[0] & 15);
        uint32_t length = head[1] & 127;
        if (head[0] & 0x70 || head[1] & 0x80 || length == 127) {
            return WEBSOCKET_BROKEN;
        }
        if (length == 126) {
            if ((result = read_exactly(longer, sizeof longer, ANSWER_MS)) != 1) {
                return result ? result : WEBSOCKET_BROKEN;
            }
            length = (uint32_t)longer[0] << 8 | longer[1];
        }
        if (opcode == BINARY || opcode == CONTINUATION) {
            left = length;
            return 1;
        }
        if (length > 125 || opcode < CLOSE || opcode > PONG) {
            return WEBSOCKET_BROKEN;
        }
        if ((result = take_control(opcode, length))) {
            return result;
        }
    }
}

static int ws_read(unsigned char *data, size_t count, unsigned timeout_ms)
{
    while (!left) {
        int result = read_head(timeout_ms);
        if (result != 1) {
            return result;
        }
    }
    int result = tls_read(data, count < left ? count : left, timeout_ms);
    left -= result > 0 ? (uint32_t)result : 0;
    return result;
}

static int ws_write(const unsigned char *data, size_t count)
{
    int result = send_frame(BINARY, data, count);
    return result ? result : (int)count;
}

const struct mqtt_transport mqtt_over_websocket = {ws_write, ws_read};

/* The key's 16 bytes as base64, of random bytes. */
static void make_key(char key[25])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 22; i++) {
        key[i] = letters[WDEV_RNG % (i == 21 ? 4 : 64) * (i == 21 ? 16 : 1)];
    }
    memcpy(key + 22, "==", 3);
}

/* Reads the server's answer up to its empty line: its status code, 0 when it stays out, or an error. */
static int read_answer(char *head)
{
    size_t have = 0;
    do {
        int result = have + 1 < HEAD ? read_exactly((uint8_t *)head + have, 1, ANSWER_MS) : WEBSOCKET_BROKEN;
        if (result != 1) {
            return result;
        }
        head[++have] = 0;
    } while (have < 4 || memcmp(head + have - 4, "\r\n\r\n", 4));
    if (strncmp(head, "HTTP/1.1 ", 9) || strspn(head + 9, "0123456789") != 3) {
        return WEBSOCKET_BROKEN;
    }
    return 100 * (head[9] - '0') + 10 * (head[10] - '0') + head[11] - '0';
}

int websocket_open(const char *host, const char *path)
{
    char key[25], *head = malloc(HEAD);
    size_t room = strlen(path) + strlen(host) + 200;
    char *request = malloc(room);
    int result = WEBSOCKET_BROKEN;
    left = 0;
    websocket_status = 0;
    if (head && request) {
        make_key(key);
        int count = snprintf(request, room,
                             "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n",
                             path, host, key);
        result = write_all((const uint8_t *)request, (size_t)count);
        if (result == 0 && (result = read_answer(head)) >= 0) {
            websocket_status = (unsigned)result;
            result = result == 101 ? 0 : WEBSOCKET_REFUSED;
        }
    }
    free(head);
    free(request);
    return result;
}
