/* One stream socket; waits yield and sleep, so that only computing stalls the application. */
#include "registers.h"
#include "sdk.h"

int net_connect(const char *host, uint32_t port)
{
    NET(HOST) = (uint32_t)host;
    NET(PORT) = port;
    NET(CMD) = NET_CONNECT;
    while (NET(STATE) == NET_CONNECTING) {
        sdk_idle();
    }
    return NET(STATE) == NET_ESTABLISHED ? 0 : -(int)NET(ERROR);
}

int net_send(const void *data, size_t count)
{
    NET(BUFFER) = (uint32_t)data;
    NET(LENGTH) = (uint32_t)count;
    NET(CMD) = NET_SEND;
    return (int)NET(RESULT);
}

/* Bytes read, 0 at the end of the stream, -1 when `timeout_ms` passed without data (0: do not wait). */
int net_receive(void *data, size_t count, uint32_t timeout_ms)
{
    uint32_t start = sdk_time_us();
    for (;;) {
        NET(BUFFER) = (uint32_t)data;
        NET(LENGTH) = (uint32_t)count;
        NET(CMD) = NET_RECEIVE;
        int result = (int)NET(RESULT);
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

void net_close(void) { NET(CMD) = NET_CLOSE; }
