import Testing

@testable import ESP8266

/// The probe window, driven by loads and stores of the core.
@Suite struct ProbeTests {
    private static let base: UInt32 = 0x6000_4400

    /// A store reaches the observer as `register`; the register reads 0.
    private func expectReported(_ offset: UInt32, _ register: Probe.Register) throws {
        let board = try TestBoard()
        board[Self.base + offset] = 0x8000_0001 + offset
        #expect(board.probes.map(\.register) == [register])
        #expect(board.probes.map(\.value) == [0x8000_0001 + offset])
        #expect(board[Self.base + offset] == 0)
        #expect(board.unknown.isEmpty)
    }

    @Test("PROBE TLS_STATE 0x60004400: reported") func tlsState() throws { try expectReported(0x00, .tlsState) }
    @Test("PROBE SERVICED 0x60004404: reported") func serviced() throws { try expectReported(0x04, .serviced) }
    @Test("PROBE STACK_BASE 0x60004408: reported") func stackBase() throws { try expectReported(0x08, .stackBase) }
    @Test("PROBE STACK_SIZE 0x6000440C: reported") func stackSize() throws { try expectReported(0x0C, .stackSize) }
    @Test("PROBE STACK_OVERFLOW 0x60004410: reported")
    func stackOverflow() throws { try expectReported(0x10, .stackOverflow) }
    @Test("PROBE ALLOC_FAILED 0x60004414: reported")
    func allocationFailed() throws { try expectReported(0x14, .allocationFailed) }
    @Test("PROBE APP_STATE 0x60004418: reported") func appState() throws { try expectReported(0x18, .appState) }
    @Test("PROBE CIPHERSUITE 0x6000441C: reported")
    func ciphersuite() throws { try expectReported(0x1C, .ciphersuite) }
    @Test("PROBE CURVE 0x60004420: reported") func curve() throws { try expectReported(0x20, .curve) }
    @Test("PROBE SOFT_WDT 0x60004424: reported")
    func softWatchdog() throws { try expectReported(0x24, .softWatchdog) }
    @Test("PROBE SOFT_WDT_TIMEOUT_US 0x60004428: reported")
    func softWatchdogTimeout() throws { try expectReported(0x28, .softWatchdogTimeout) }

    @Test("PROBE HANDSHAKE_RESULT 0x6000442C: reported")
    func handshakeResult() throws { try expectReported(0x2C, .handshakeResult) }
    @Test("PROBE HEAP_FREE 0x60004430: reported") func heapFree() throws { try expectReported(0x30, .heapFree) }
    @Test("PROBE HEAP_LARGEST 0x60004434: reported")
    func heapLargest() throws { try expectReported(0x34, .heapLargest) }
    @Test("PROBE HEAP_CAPACITY 0x60004438: reported")
    func heapCapacity() throws { try expectReported(0x38, .heapCapacity) }
    @Test("PROBE SDK_RESET_REASON 0x6000443C: reported")
    func resetReason() throws { try expectReported(0x3C, .resetReason) }
}
