/* The sessions of an endpoint. Not part of the module's interface. */
#ifndef VESP_SESSIONS_H
#define VESP_SESSIONS_H

#include <stdint.h>

#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>

struct vesp_sessions {
    mbedtls_ssl_cache_context cache;
    mbedtls_ssl_ticket_context tickets;
    uint64_t random;
    int has_tickets;
};

#endif
