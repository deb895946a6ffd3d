/* Sessions by which clients resume: by id, and by ticket. */
#include "sessions.h"
#include "CMbedTLS.h"
#include "transport.h"

#include <stdlib.h>

/* As long as AWS IoT's longest signed connection; assumed, as AWS gives no tickets. */
enum { ticket_seconds = 86400 };

struct vesp_sessions *vesp_sessions_new(void)
{
    struct vesp_sessions *sessions = calloc(1, sizeof *sessions);
    if (sessions) {
        mbedtls_ssl_cache_init(&sessions->cache);
        mbedtls_ssl_ticket_init(&sessions->tickets);
    }
    return sessions;
}

void vesp_sessions_free(struct vesp_sessions *sessions)
{
    if (sessions) {
        mbedtls_ssl_cache_free(&sessions->cache);
        mbedtls_ssl_ticket_free(&sessions->tickets);
    }
    free(sessions);
}

int vesp_sessions_give_tickets(struct vesp_sessions *sessions, uint64_t seed, int is_unpredictable, int64_t time)
{
    sessions->random = seed;
    vesp_fix_time(time);
    int error = mbedtls_ssl_ticket_setup(&sessions->tickets, is_unpredictable ? vesp_system_random : vesp_seeded_random,
                                         &sessions->random, MBEDTLS_CIPHER_AES_256_GCM, ticket_seconds);
    vesp_release_time();
    sessions->has_tickets = error == 0;
    return error;
}
