/* An endpoint's credentials, parsed. Not part of the module's interface. */
#ifndef VESP_IDENTITIES_H
#define VESP_IDENTITIES_H

#include <mbedtls/ssl.h>

struct vesp_identities {
    mbedtls_x509_crt rsa_chain, ec_chain, client_ca;
    mbedtls_pk_context rsa_key, ec_key;
};

/* Has `config` use them. They must live as long. 0 or an mbedTLS error. */
int vesp_identities_use(struct vesp_identities *identities, mbedtls_ssl_config *config);

/* Forgets what blinding has left in the RSA key: what an operation draws from a connection's generator must not hang on
 * other connections. */
void vesp_identities_forget(struct vesp_identities *identities);

#endif
