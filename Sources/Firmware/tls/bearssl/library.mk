# BearSSL as the Arduino core for the ESP8266 builds it (earlephilhower/bearssl-esp8266: conf/esp8266.mk, src/inner.h).
BEARSSL = .build/bearssl
BEARSSL_ROOM = $(FIRMWARE)/tls/bearssl
BEARSSL_PORT = $(patsubst $(FIRMWARE)/%,%,$(wildcard $(FIRMWARE)/tls/*.c $(BEARSSL_ROOM)/*.[cS]))
BEARSSL_PORT_OBJ = $(BEARSSL_PORT:%=$(OBJ)/bearssl-arduino/%.o)
# Where the library begins in flash, behind the SDK and the port.
PLACE_bearssl = 0x3600

# The core's build defines BR_SLOW_MUL15 and, for the ESP8266, BR_LOMUL, by which the library chooses as its defaults
# br_ec_all_m15 (br_ec_p256_m15 for P-256, br_ec_prime_i15 for longer curves, br_ec_c25519_m15), the i15 forms of RSA and
# ECDSA, br_ghash_ctmul32 and br_poly1305_ctmul32; for AES it has br_aes_ct, for ChaCha20 br_chacha20_ct everywhere. It
# takes the time from time() (BR_USE_UNIX_TIME).
BEARSSL_FLAGS = $(TARGET) -include stddef.h -include $(BEARSSL_ROOM)/flash.h -I$(BEARSSL)/inc -I$(BEARSSL)/src \
	-DBR_LOMUL=1 -DBR_SLOW_MUL15=1 -DBR_USE_UNIX_TIME=1
BEARSSL_PORT_FLAGS = -I$(FIRMWARE)/tls -I$(BEARSSL_ROOM) -isystem $(BEARSSL)/inc

# -O2, but for the T0 programs, which the core builds for size (a pragma in each). They set up the interpreter's registers
# by one type and read them by another, which GCC since 11 takes at its word.
BEARSSL_SMALL = ssl/ssl_hs_client x509/x509_minimal x509/x509_decoder x509/skey_decoder codec/pemdec
# Calls that go to the port: it sees each handshake message as it is hashed, and gives the SDK its turn within an RSA
# operation and between the points of a long curve's arithmetic, as the core does (stack_thunk_yield there).
BEARSSL_CALLS = -Dbr_multihash_update=port_multihash_update -Dbr_i15_modpow_opt=port_modpow -Dbr_i15_montymul=port_montymul
# What a client on this chip does not take: other word sizes and machines, servers, other constructions, the system's
# random numbers.
BEARSSL_OTHERS = i31|i32|i62|m31|m62|m64|x86ni|pwr8|sse2|pclmul|ctmul64|ctmulq|ct64|server|_small|_big|_full|keygen|oaep|_pss|aead/gcm|aead/eax|profile|settings|sysrng|x509_minimal_full|test

$(BEARSSL)/src/inner.h: $(BEARSSL_ROOM)/fetch.sh $(BEARSSL_ROOM)/flash.sed
	@mkdir -p .build
	@$(BEARSSL_ROOM)/fetch.sh $(BEARSSL)
	@touch $@

$(OBJ)/bearssl-arduino/libbearssl.a: $(BEARSSL)/src/inner.h $(BEARSSL_ROOM)/flash.h $(BEARSSL_ROOM)/library.mk $(FLAGS)
	@rm -rf $(@D)/library $@
	@mkdir -p $(@D)/library
	@echo "compiling BearSSL"
	@find $(BEARSSL)/src -name '*.c' | grep -vE '$(BEARSSL_OTHERS)' | sort | xargs -P 2 -I{} sh -c 'n=$$(basename {} .c); \
		case " $(BEARSSL_SMALL:%=$(BEARSSL)/src/%.c) " in *" {} "*) o="-Os -fno-strict-aliasing";; *) o=-O2;; esac; \
		case $$n in ssl_hs_client|rsa_i15_priv|ec_prime_i15) c="$(BEARSSL_CALLS)";; *) c=;; esac; \
		$(CC) $(BEARSSL_FLAGS) $$o $$c -c {} -o $(@D)/library/$$n.o'
	@$(AR) rcs $@ $(@D)/library/*.o

$(OBJ)/bearssl-arduino/%.c.o: $(FIRMWARE)/%.c $(OBJ)/bearssl-arduino/libbearssl.a
	@mkdir -p $(@D)
	@$(CC) $(OURS) $(BEARSSL_PORT_FLAGS) -Os -c $< -o $@

$(OBJ)/bearssl-arduino/%.S.o: $(FIRMWARE)/%.S $(FLAGS)
	@mkdir -p $(@D)
	@$(CC) $(ASM) -c $< -o $@

-include $(BEARSSL_PORT_OBJ:.o=.d)
$(eval $(call image,bearssl,arduino,$(BEARSSL_PORT_OBJ) $(OBJ)/bearssl-arduino/libbearssl.a,$(PLACE_bearssl)))
