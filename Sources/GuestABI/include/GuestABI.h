/* What our own firmware and its host agree on: the configuration area, the devices no chip has, and the numbers that go
 * through them. Swift imports this header, guest code includes it; neither repeats a number of it.
 *
 * An enumeration counts without gaps, so that the host can tell a known number from an unknown one by its last member. */
#ifndef VESP_GUEST_ABI_H
#define VESP_GUEST_ABI_H

#include <stdint.h>

#if defined(__clang__)
#define ABI_ENUM(swift) __attribute__((enum_extensibility(closed), swift_name(#swift)))
#define ABI_NAME(swift) __attribute__((swift_name(#swift)))
#else
#define ABI_ENUM(swift)
#define ABI_NAME(swift)
#endif

/* The configuration area, at this address of the flash. Layout, little-endian: magic, version, total bytes, then
 * entries {key, length, bytes padded to 4}, end key 0. */
#define CONFIG_AREA 0x3F8000u
#define CONFIG_AREA_SIZE 0x4000u
#define CONFIG_MAGIC 0x47464356u /* "VCFG" */
#define CONFIG_VERSION 1u
#define CONFIG_HEADER_SIZE 12u

/* What an entry of the configuration area is about. */
enum ABI_ENUM(ConfigKey) config_key {
    /* Network name. */
    CONFIG_SSID ABI_NAME(ssid) = 1,
    /* Network password. */
    CONFIG_PASSWORD ABI_NAME(password),
    /* Server name. */
    CONFIG_HOST ABI_NAME(host),
    /* Server port. */
    CONFIG_PORT ABI_NAME(port),
    /* Trusted certificates, PEM. */
    CONFIG_CA ABI_NAME(certificateAuthority),
    /* The device's certificate, PEM. */
    CONFIG_CERTIFICATE ABI_NAME(certificate),
    /* The device's key, PEM. */
    CONFIG_KEY ABI_NAME(privateKey),
    /* How much the TLS library logs, 0...4. */
    CONFIG_DEBUG_LEVEL ABI_NAME(debugLevel),
    /* CPU clock in MHz. */
    CONFIG_MEGAHERTZ ABI_NAME(clockMHz),
    /* enum feeding_rule. */
    CONFIG_FEEDING ABI_NAME(feedingRule),
    /* Heap size. */
    CONFIG_HEAP ABI_NAME(heapBytes),
    /* Stack size of the application. */
    CONFIG_STACK ABI_NAME(stackBytes),
    /* Soft watchdog interval in microseconds; the bite comes at the second. */
    CONFIG_SOFT_WDT_INTERVAL ABI_NAME(softWatchdogInterval),
    /* Stage-0 exponent of the hardware watchdog. */
    CONFIG_WDT_OP ABI_NAME(hardWatchdogStage0),
    /* Stage-1 exponent of the hardware watchdog. */
    CONFIG_WDT_OP_ND ABI_NAME(hardWatchdogStage1),
    /* CONFIG_SOFT_WDT_ON, CONFIG_HARD_WDT_ON. */
    CONFIG_FLAGS ABI_NAME(flags),
    /* Name the SDK prints. */
    CONFIG_SDK_NAME ABI_NAME(sdkName),
    /* Seed of the guest's own random numbers. */
    CONFIG_SEED ABI_NAME(seed),
    /* enum log_style. */
    CONFIG_LOG_STYLE ABI_NAME(logStyle),
    /* enum wdt_interrupt. */
    CONFIG_WDT_INTERRUPT ABI_NAME(hardWatchdogInterrupt),
    /* Size of the flash cache: 16384 or 32768. */
    CONFIG_CACHE_BYTES ABI_NAME(cacheBytes),
    /* Cipher suites to offer, best first: IANA numbers of 4 bytes. */
    CONFIG_TLS_SUITES ABI_NAME(tlsSuites),
    /* TLS numbers of the curves to offer, best first: numbers of 4 bytes. */
    CONFIG_TLS_CURVES ABI_NAME(tlsCurves),
    /* Maximum fragment length to ask for, bytes. */
    CONFIG_TLS_FRAGMENT_LENGTH ABI_NAME(tlsFragmentLength),
    /* enum between_steps. */
    CONFIG_TLS_BETWEEN_STEPS ABI_NAME(tlsBetweenSteps),
    /* Operations after which restartable elliptic curve arithmetic returns. */
    CONFIG_TLS_ECP_OPERATIONS ABI_NAME(tlsECPOperations),
    /* 1: connect, then connect again with the session of the first connection. */
    CONFIG_TLS_RESUME ABI_NAME(tlsResume),
    /* How long the SDK takes to start, in microseconds from the boot ROM's hand-over. */
    CONFIG_START ABI_NAME(startMicroseconds),
    /* The device's clock at power-on, in seconds since 1970. */
    CONFIG_TLS_TIME ABI_NAME(tlsTime),
    /* 1: the server's chain is not judged. */
    CONFIG_TLS_INSECURE ABI_NAME(tlsInsecure),
    /* SHA-1 of the server's certificate, by which alone it is judged: 20 bytes. */
    CONFIG_TLS_FINGERPRINT ABI_NAME(tlsFingerprint),
    /* Room for an incoming record's content, bytes. */
    CONFIG_TLS_INPUT_BUFFER ABI_NAME(tlsInputBuffer),
    /* Room for an outgoing record's content, bytes. */
    CONFIG_TLS_OUTPUT_BUFFER ABI_NAME(tlsOutputBuffer),
    /* 1: before it connects, the device asks by a connection of its own whether the server takes the fragment length. */
    CONFIG_TLS_PROBE_FRAGMENT ABI_NAME(tlsProbesFragmentLength),
    /* How long a handshake may take, in milliseconds. */
    CONFIG_TLS_HANDSHAKE_TIMEOUT ABI_NAME(tlsHandshakeTimeout),
    /* The MQTT client's name. */
    CONFIG_CLIENT_ID ABI_NAME(clientID),
    /* Release of the AWS IoT Device SDK. */
    CONFIG_DEVICE_SDK ABI_NAME(deviceSDK),
    /* Key that requests are signed with, ID:SECRET[:TOKEN]. */
    CONFIG_ACCESS_KEY ABI_NAME(accessKey),
    /* enum clock_source. */
    CONFIG_CLOCK_SOURCE ABI_NAME(clockSource),
};

/* Bits of CONFIG_FLAGS: the watchdogs, and that the SDK has the network's key in its flash. */
#define CONFIG_SOFT_WDT_ON 1u
#define CONFIG_HARD_WDT_ON 2u
#define CONFIG_NETWORK_KNOWN 4u

/* What feeds the watchdogs: the SDK's own task when the application returns to it, a task above the application's, the
 * idle task, or the application's poll loop. */
enum ABI_ENUM(FeedingRuleCode) feeding_rule {
    FEED_COOPERATIVE ABI_NAME(cooperative),
    FEED_PRIORITY_TASK ABI_NAME(priorityTask),
    FEED_IDLE ABI_NAME(idle),
    FEED_POLL_LOOP ABI_NAME(pollLoop),
};

/* Whose texts are printed. */
enum ABI_ENUM(LogStyleCode) log_style {
    STYLE_NONOS ABI_NAME(nonos),
    STYLE_ESP_OPEN_RTOS ABI_NAME(espOpenRTOS),
    STYLE_RTOS_SDK ABI_NAME(rtosSDK),
    STYLE_MONGOOSE ABI_NAME(mongoose),
    STYLE_ARDUINO ABI_NAME(arduino),
};

/* What the interrupt between the two stages of the hardware watchdog does: nothing, note the reset reason, or panic. */
enum ABI_ENUM(WatchdogInterruptCode) wdt_interrupt {
    WDT_INTERRUPT_NONE ABI_NAME(none),
    WDT_INTERRUPT_RECORD ABI_NAME(record),
    WDT_INTERRUPT_PANIC ABI_NAME(panic),
};

/* What the application does between two steps of a handshake: go on, feed the watchdogs, or give the SDK time. */
enum ABI_ENUM(BetweenStepsCode) between_steps {
    STEPS_GO_ON ABI_NAME(nothing),
    STEPS_FEED ABI_NAME(feed),
    STEPS_YIELD ABI_NAME(yield),
};

/* Where the device's clock comes from: it is right at power-on, or is set by SNTP or by a web server's Date field. */
enum ABI_ENUM(ClockSourceCode) clock_source {
    CLOCK_GIVEN ABI_NAME(given),
    CLOCK_BY_SNTP ABI_NAME(sntp),
    CLOCK_BY_DATE ABI_NAME(date),
};

/* Windows of the devices that no chip has. Registers are words; an enumeration of registers counts words. */
#define WIFI_BASE 0x60004000u
#define WIFI_WINDOW 0x100u
#define NET_BASE 0x60004100u
#define NET_STRIDE 0x40u
#define NET_SOCKETS 4u
#define PROBE_BASE 0x60004400u
#define PROBE_WINDOW 0x100u

/* Registers of the Wi-Fi station. */
enum ABI_ENUM(StationRegister) wifi_register {
    /* enum wifi_command. */
    WIFI_CMD ABI_NAME(cmd),
    /* enum wifi_status. */
    WIFI_STATUS ABI_NAME(status),
    /* Address of the network's name. */
    WIFI_SSID ABI_NAME(ssidPointer),
    /* Address of its password. */
    WIFI_PASSWORD ABI_NAME(passwordPointer),
    WIFI_IP ABI_NAME(ip),
    WIFI_GATEWAY ABI_NAME(gateway),
    WIFI_NETMASK ABI_NAME(netmask),
    /* Why the join failed: reason codes of the SDK. */
    WIFI_REASON ABI_NAME(reason),
    WIFI_CHANNEL ABI_NAME(channel),
    /* Association identifier. */
    WIFI_AID ABI_NAME(aid),
    /* enum wifi_phase. */
    WIFI_PHASE ABI_NAME(phase),
};
enum { WIFI_REGISTERS = WIFI_PHASE + 1 };

/* What WIFI_CMD takes. */
enum ABI_ENUM(StationCommand) wifi_command {
    WIFI_CONNECT ABI_NAME(connect) = 1,
    WIFI_DISCONNECT ABI_NAME(disconnect),
};
enum { WIFI_LAST_COMMAND = WIFI_DISCONNECT };

/* Status codes of the SDK (EOR:include/espressif/esp_sta.h; NONOS:include/user_interface.h). */
enum ABI_ENUM(StationStatus) wifi_status {
    STATION_IDLE ABI_NAME(idle),
    STATION_CONNECTING ABI_NAME(connecting),
    STATION_WRONG_PASSWORD ABI_NAME(wrongPassword),
    STATION_NO_AP ABI_NAME(noAccessPoint),
    STATION_FAILED ABI_NAME(failed),
    STATION_GOT_IP ABI_NAME(gotIP),
};

/* How far a station has come with joining a network. */
enum ABI_ENUM(WiFiPhase) wifi_phase {
    /* Not joining, or given up. */
    PHASE_NONE ABI_NAME(none),
    /* Listening on all channels. */
    PHASE_SCAN ABI_NAME(scan),
    /* Authentication, association, key handshake. */
    PHASE_JOIN ABI_NAME(join),
    /* Waiting for an address. */
    PHASE_DHCP ABI_NAME(dhcp),
    /* Has an address. */
    PHASE_UP ABI_NAME(up),
};

/* Registers of a stream socket. */
enum ABI_ENUM(SocketRegister) net_register {
    /* enum net_command. */
    NET_CMD ABI_NAME(cmd),
    /* enum net_state. */
    NET_STATE ABI_NAME(state),
    /* Address of the server's name. */
    NET_HOST ABI_NAME(hostPointer),
    NET_PORT ABI_NAME(port),
    /* Address of what is to be sent, or of where to put what came. */
    NET_BUFFER ABI_NAME(bufferPointer),
    /* Bytes there. */
    NET_LENGTH ABI_NAME(length),
    /* Bytes moved by the last command, all ones for a connection that is gone. */
    NET_RESULT ABI_NAME(result),
    NET_RX_AVAILABLE ABI_NAME(rxAvailable),
    NET_TX_FREE ABI_NAME(txFree),
    /* errno of lwIP. */
    NET_ERROR ABI_NAME(error),
};
enum { NET_REGISTERS = NET_ERROR + 1 };

/* What NET_CMD takes. */
enum ABI_ENUM(SocketCommand) net_command {
    NET_CONNECT ABI_NAME(connect) = 1,
    NET_CLOSE ABI_NAME(close),
    NET_SEND ABI_NAME(send),
    NET_RECEIVE ABI_NAME(receive),
};
enum { NET_LAST_COMMAND = NET_RECEIVE };

/* State of a socket. */
enum ABI_ENUM(SocketState) net_state {
    NET_CLOSED ABI_NAME(closed),
    NET_CONNECTING ABI_NAME(connecting),
    NET_ESTABLISHED ABI_NAME(established),
    NET_PEER_CLOSED ABI_NAME(peerClosed),
    NET_FAILED ABI_NAME(failed),
};

/* Registers of the probe; they read 0. */
enum ABI_ENUM(ProbeRegister) probe_register {
    /* State number of the TLS library; PROBE_NO_TLS_STATE outside a handshake. */
    PROBE_TLS_STATE ABI_NAME(tlsState),
    /* The application's loop was serviced. */
    PROBE_SERVICED ABI_NAME(serviced),
    /* Lowest address of the stack. */
    PROBE_STACK_BASE ABI_NAME(stackBase),
    /* Bytes of the stack. */
    PROBE_STACK_SIZE ABI_NAME(stackSize),
    /* The stack ran over; the value is the stack pointer. */
    PROBE_STACK_OVERFLOW ABI_NAME(stackOverflow),
    /* An allocation failed; the value is the size asked for. */
    PROBE_ALLOCATION_FAILED ABI_NAME(allocationFailed),
    /* enum app_state; PROBE_APP_FAILED with a negated error on failure. */
    PROBE_APP_STATE ABI_NAME(appState),
    /* IANA number of the negotiated cipher suite. */
    PROBE_CIPHERSUITE ABI_NAME(ciphersuite),
    /* Curve of the key exchange, as the TLS library numbers it. */
    PROBE_CURVE ABI_NAME(curve),
    /* enum soft_wdt_state. */
    PROBE_SOFT_WDT ABI_NAME(softWatchdog),
    /* Nominal time from feed to bite in microseconds. */
    PROBE_SOFT_WDT_TIMEOUT ABI_NAME(softWatchdogTimeout),
    /* 0 or a negated error of the TLS library, whose own sign it may have. */
    PROBE_HANDSHAKE_RESULT ABI_NAME(handshakeResult),
    /* Free heap bytes at a new low-water. */
    PROBE_HEAP_FREE ABI_NAME(heapFree),
    /* Largest free block at a new low-water. */
    PROBE_HEAP_LARGEST ABI_NAME(heapLargest),
    /* Bytes the heap was given. */
    PROBE_HEAP_CAPACITY ABI_NAME(heapCapacity),
    /* enum reset_reason of this boot. */
    PROBE_RESET_REASON ABI_NAME(resetReason),
    /* Lowest address of a second stack, of the TLS library's. */
    PROBE_SECOND_STACK_BASE ABI_NAME(secondStackBase),
    /* Bytes of the second stack. */
    PROBE_SECOND_STACK_SIZE ABI_NAME(secondStackSize),
};
enum { PROBE_REGISTERS = PROBE_SECOND_STACK_SIZE + 1 };

#define PROBE_NO_TLS_STATE 0xFFFFFFFFu
#define PROBE_APP_FAILED 0x80000000u

/* Progress of the application. */
enum ABI_ENUM(AppState) app_state {
    APP_WIFI ABI_NAME(wifiConnecting) = 1,
    APP_WIFI_UP ABI_NAME(wifiUp),
    APP_CONNECTING ABI_NAME(tcpConnecting),
    APP_HANDSHAKE ABI_NAME(tlsHandshake),
    APP_TLS_UP ABI_NAME(tlsUp),
    APP_MQTT_UP ABI_NAME(mqttConnected),
    APP_SUBSCRIBED ABI_NAME(subscribed),
    APP_PUBLISHED ABI_NAME(published),
};
enum { APP_LAST_STATE = APP_PUBLISHED };

/* What became of the soft watchdog. */
enum ABI_ENUM(SoftWatchdogState) soft_wdt_state {
    SOFT_WDT_STOPPED ABI_NAME(stopped),
    SOFT_WDT_FED ABI_NAME(fed),
    SOFT_WDT_FIRST_EXPIRY ABI_NAME(firstExpiry),
    SOFT_WDT_BITE ABI_NAME(bite),
    SOFT_WDT_ARMED ABI_NAME(armed),
};
enum { SOFT_WDT_LAST_STATE = SOFT_WDT_ARMED };

/* The functions in which a watchdog bites: they report and restart the device. A host that only observes has them return
 * instead. */
#define SOFT_WDT_BITE_FUNCTION "soft_wdt_bite"
#define HARD_WDT_PANIC_FUNCTION "hw_wdt_panic"

/* rst_info.reason of the SDK (NONOS:include/user_interface.h). */
enum ABI_ENUM(ResetReason) reset_reason {
    REASON_POWER_ON ABI_NAME(powerOn),
    REASON_HW_WDT ABI_NAME(hardWatchdog),
    REASON_EXCEPTION ABI_NAME(exception),
    REASON_SOFT_WDT ABI_NAME(softWatchdog),
    REASON_SOFT_RESTART ABI_NAME(softRestart),
};

/* The word an unused stack is filled with. */
#define STACK_PAINT 0xA5A5A5A5u

#endif
