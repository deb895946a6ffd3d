/* One stream socket; waits yield and sleep, so that only computing stalls the application. */
#include "registers.h"
#include "sdk.h"

enum state { CLOSED, CONNECTING, ESTABLISHED, PEER_CLOSED, FAILED };

int net_connect(const char *host, uint32_t port)
{
    NET_HOST = (uint32_t)host;
    NET_PORT = port;
    NET_CMD = 1;
    while (NET_STATE == CONNECTING) {
        sdk_idle();
    }
    return NET_STATE == ESTABLISHED ? 0 : -(int)NET_ERROR;
}

int net_send(const void *data, size_t count)
{
    NET_BUFFER = (uint32_t)data;
    NET_LENGTH = (uint32_t)count;
    NET_CMD = 3;
    return (int)NET_RESULT;
}

/* Bytes read, 0 at the end of the stream, -1 when `timeout_ms` passed without data (0: do not wait). */
int net_receive(void *data, size_t count, uint32_t timeout_ms)
{
    uint32_t start = sdk_time_us();
    for (;;) {
        NET_BUFFER = (uint32_t)data;
        NET_LENGTH = (uint32_t)count;
        NET_CMD = 4;
        int result = (int)NET_RESULT;
        if (result > 0) {
            return result;
        }
        if (result < 0) {
            return 0;
        }
        if (sdk_time_us() - start >= timeout_ms * 1000) {
            return -1;
        }
        sdk_idle();
    }
}

void net_close(void) { NET_CMD = 2; }
