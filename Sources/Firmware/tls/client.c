/* Connecting: TCP, the handshake step by step, and again with the session of the first time when that is asked for. */
#include "tls.h"

#include "port.h"
#include "registers.h"
#include "sdk.h"

/* How long the library's user waits for a handshake; 0 for ever. */
#ifndef PORT_HANDSHAKE_LIMIT_MS
#define PORT_HANDSHAKE_LIMIT_MS 0
#endif

static uint32_t action_between_steps;

static uint32_t limit_us(void)
{
    uint32_t given_ms = config_number(CONFIG_TLS_HANDSHAKE_TIMEOUT);
    return 1000 * (given_ms ? given_ms : PORT_HANDSHAKE_LIMIT_MS);
}

static void between_steps(void)
{
    if (action_between_steps == STEPS_FEED) {
        soft_wdt_feed();
    } else if (action_between_steps == STEPS_YIELD) {
        sdk_pass();
    }
}

/* One step per state, so that the observer sees each of them. */
int tls_handshake(void)
{
    uint32_t state, start = sdk_time_us(), limit = limit_us();
    int result = 0;
    action_between_steps = config_number(CONFIG_TLS_BETWEEN_STEPS);
    while (result == 0 && (state = port_state()) != PROBE_NO_TLS_STATE) {
        PROBE(TLS_STATE) = state;
        result = port_step();
        if (result && port_goes_on(result)) {
            sdk_pass();
            result = 0;
        }
        if (result == 0 && limit && port_state() != PROBE_NO_TLS_STATE && sdk_time_us() - start >= limit) {
            result = TLS_TIMED_OUT;
        }
        between_steps();
    }
    PROBE(TLS_STATE) = PROBE_NO_TLS_STATE;
    PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
    if (result == 0) {
        PROBE(CIPHERSUITE) = port_ciphersuite();
    }
    return result;
}

static int connect_once(const char *host, unsigned port)
{
    int result = port_open(host);
    if (result || (result = net_connect(host, port))) {
        return result;
    }
    return tls_handshake();
}

int tls_connect(const char *host, unsigned port)
{
    int result = connect_once(host, port);
    if (result == 0 && config_number(CONFIG_TLS_RESUME) && !port_has_session() && (result = port_keep_session()) == 0) {
        tls_close();
        result = connect_once(host, port);
    }
    return result;
}
