import Record
import Reports

/// Synthetic records with known text.
enum Records {
    static var good: RunRecord {
        var record = RunRecord()
        record.verdict.ok = true
        record.connected = true
        record.tlsLibrary = RunRecord.TLSLibrary(name: "mbedTLS", functionPrefix: "mbedtls_")
        record.mqtt.subscribed = true
        record.mqtt.published = 1
        record.handshake.completed = true
        record.handshake.attempts = 1
        record.handshake.cycles = 200_000_000
        record.handshake.seconds = Seconds(microseconds: 1_250_000)
        record.handshake.ciphersuite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        record.handshake.curve = "secp256r1"
        record.handshake.states = [
            RunRecord.State(name: "ClientHello", cycles: 1_000, seconds: Seconds(microseconds: 6)),
            RunRecord.State(name: "CertificateVerify", cycles: 199_999_000, seconds: Seconds(microseconds: 1_249_994)),
        ]
        record.stalls = [
            RunRecord.Stall(
                start: Seconds(microseconds: 3_000_000),
                seconds: Seconds(microseconds: 1_100_000),
                tlsState: "CertificateVerify",
                where: ["mpi_mul_hlp", "mbedtls_mpi_exp_mod", "mbedtls_rsa_private", "app_main"]
            )
        ]
        record.watchdog.soft.enabled = true
        record.watchdog.soft.timeout = Seconds(microseconds: 3_200_000)
        record.watchdog.soft.longestGap = Seconds(microseconds: 1_100_000)
        record.watchdog.soft.margin = Seconds(microseconds: 2_100_000)
        record.heap.capacity = 40_000
        record.heap.peak = 30_000
        record.heap.freeLowWater = 10_000
        record.heap.largestFreeLowWater = 9_000
        record.stack.size = 8192
        record.stack.peak = 3700
        record.cache = RunRecord.Cache(hits: 999_000, misses: 1_000)
        record.boots = [RunRecord.Boot(cause: "power-on", romCause: 1, sdkReason: 0, at: .zero)]
        record.led = [RunRecord.LEDChange(at: Seconds(microseconds: 6_570_000), on: true)]
        record.console = [RunRecord.ConsoleLine(at: Seconds(microseconds: 198), text: "hello \"world\"")]
        record.instructions = 1_234_567
        record.cycles = 2_345_678
        record.duration = Seconds(microseconds: 16_750_000)
        record.seed = 1
        record.profile = "nodemcu-nonos-2.2"
        record.clockMHz = 160
        return record
    }

    static var tripped: RunRecord {
        var record = good
        record.watchdog.soft.tripped = true
        record.watchdog.soft.trips = 1
        record.watchdog.soft.trippedAt = Seconds(microseconds: 4_210_000)
        record.watchdog.soft.sinceFeed = Seconds(microseconds: 3_200_000)
        record.watchdog.soft.margin = Seconds(microseconds: -4_000)
        record.verdict = RunRecord.Verdict(
            ok: false,
            reasons: [
                "soft watchdog at 4.21 s, 3.20 s after its last feed, in mbedtls_mpi_exp_mod ← mbedtls_rsa_private, "
                    + "TLS state CertificateVerify"
            ]
        )
        return record
    }
}
